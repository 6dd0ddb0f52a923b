import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import org.apache.maven.artifact.versioning.ComparableVersion;

/** Maven's own comparison: one line `a<TAB>b` in, one of < = > out. No text is invalid. */
public class Judge {
  public static void main(String[] arguments) throws IOException {
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, "UTF-8"));
    PrintStream out = new PrintStream(new BufferedOutputStream(System.out));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] pair = line.split("\t", -1);
      int order = new ComparableVersion(pair[0]).compareTo(new ComparableVersion(pair[1]));
      out.println(order < 0 ? "<" : order > 0 ? ">" : "=");
    }
    out.flush();
  }
}
