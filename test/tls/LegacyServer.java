import java.io.FileInputStream;
import java.net.InetAddress;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/** A server of what OpenSSL of today no longer has: SSLv3, RC4, DES, export suites. */
public class LegacyServer {
  public static void main(String[] given) throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    char[] password = "lab".toCharArray();
    try (FileInputStream file = new FileInputStream(given[1])) {
      keys.load(file, password);
    }
    KeyManagerFactory managers = KeyManagerFactory.getInstance("SunX509");
    managers.init(keys, password);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    SSLServerSocket server = (SSLServerSocket) context.getServerSocketFactory()
        .createServerSocket(Integer.parseInt(given[0]), 50, InetAddress.getByName("127.0.0.1"));
    server.setEnabledProtocols(given[2].split(","));
    server.setEnabledCipherSuites(given[3].split(","));
    while (true) {
      SSLSocket socket = (SSLSocket) server.accept();
      new Thread(() -> {
        try (socket) {
          socket.setSoTimeout(5000);
          socket.startHandshake();
          socket.getInputStream().read();
        } catch (Exception refused) {
          // Most of the hellos that it gets are to be refused.
        }
      }).start();
    }
  }
}
