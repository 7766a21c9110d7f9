// Writes a tile log (C2SP tlog-tiles) with Go's golang.org/x/mod, which shares no code with
// ours: FOLDER/checkpoint, FOLDER/tile/…, of SIZE entries. Prints the key that signed it.
//
//	go run tile_log.go FOLDER SIZE
package main

import (
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const height = 8

func must[T any](value T, err error) T {
	check(err)
	return value
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// All hashes that x/mod keeps of a tree, by their index there.
type hashes []tlog.Hash

func (h hashes) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	var found []tlog.Hash
	for _, index := range indexes {
		found = append(found, h[index])
	}
	return found, nil
}

func entry(i int64) []byte {
	return []byte(strings.Repeat(fmt.Sprintf("entry %d ", i), int(i%5)))
}

func write(folder, path string, content []byte) {
	file := filepath.Join(folder, path)
	check(os.MkdirAll(filepath.Dir(file), 0o755))
	check(os.WriteFile(file, content, 0o644))
}

// x/mod has the height in its paths, and data for entries; the specification has neither.
func pathOf(tile tlog.Tile) string {
	path := strings.Replace(tile.Path(), fmt.Sprintf("tile/%d/", height), "tile/", 1)
	return strings.Replace(path, "tile/data/", "tile/entries/", 1)
}

func bundle(tile tlog.Tile) []byte {
	var bytes []byte
	for i := int64(0); i < int64(tile.W); i++ {
		content := entry(tile.N<<height + i)
		bytes = append(bytes, byte(len(content)>>8), byte(len(content)))
		bytes = append(bytes, content...)
	}
	return bytes
}

func main() {
	folder := os.Args[1]
	size := must(strconv.ParseInt(os.Args[2], 10, 64))
	var stored hashes
	for i := int64(0); i < size; i++ {
		stored = append(stored, must(tlog.StoredHashes(i, entry(i), stored))...)
	}
	for _, tile := range tlog.NewTiles(height, 0, size) {
		write(folder, pathOf(tile), must(tlog.ReadTileData(tile, stored)))
		if tile.L == 0 {
			tile.L = -1
			write(folder, pathOf(tile), bundle(tile))
		}
	}
	root := must(tlog.TreeHash(size, stored))
	text := fmt.Sprintf("example.org/log\n%d\n%s\n", size, base64.StdEncoding.EncodeToString(root[:]))
	secret, public, err := note.GenerateKey(rand.Reader, "example.org/log")
	check(err)
	signed := must(note.Sign(&note.Note{Text: text}, must(note.NewSigner(secret))))
	write(folder, "checkpoint", signed)
	fmt.Println(public)
}
