// Sleeps until it is told to end: the sandbox of every Pod of a test's cluster, and the program of most.
// With arguments it says them first, one a line, for tests that read logs.
package main

import (
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	for _, word := range os.Args[1:] {
		fmt.Println(word)
	}
	end := make(chan os.Signal, 1)
	signal.Notify(end, syscall.SIGINT, syscall.SIGTERM)
	<-end
}
