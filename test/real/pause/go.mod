module plimsoll.dev/test/real/pause

go 1.26
