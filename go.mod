module hamari

go 1.26
