// Reads an exported log (C2SP tlog-tiles) with Go's golang.org/x/mod, which shares no code
// with ours: the checkpoint by its key, the tiles by x/mod's own reader, which authenticates
// each against the signed root, and from them a proof of every entry, and of the log's
// growth from every size. Prints how many proofs that were.
//
//	export_proofs FOLDER
package main

import (
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const height = 8

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func must[T any](value T, err error) T {
	check(err)
	return value
}

// The tiles of a folder, as tlog.TileReader. x/mod has the height in its paths, the
// specification has not.
type folder string

func (f folder) Height() int { return height }

func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var read [][]byte
	for _, tile := range tiles {
		path := strings.Replace(tile.Path(), fmt.Sprintf("tile/%d/", height), "tile/", 1)
		content, err := os.ReadFile(filepath.Join(string(f), path))
		if err != nil {
			return nil, err
		}
		read = append(read, content)
	}
	return read, nil
}

func (f folder) SaveTiles([]tlog.Tile, [][]byte) {}

func (f folder) entries(size int64) (all [][]byte) {
	for at := int64(0); at < size; at += 1 << height {
		width := min(size-at, 1<<height)
		tile := tlog.Tile{H: height, L: -1, N: at >> height, W: int(width)}
		path := strings.Replace(tile.Path(), fmt.Sprintf("tile/%d/data/", height), "tile/entries/", 1)
		bundle := must(os.ReadFile(filepath.Join(string(f), path)))
		for len(bundle) > 0 {
			length := int(binary.BigEndian.Uint16(bundle))
			all = append(all, bundle[2:2+length])
			bundle = bundle[2+length:]
		}
	}
	return all
}

func min(a, b int64) int64 {
	if a < b {
		return a
	}
	return b
}

func main() {
	log := folder(os.Args[1])
	key := strings.TrimSpace(string(must(os.ReadFile(filepath.Join(os.Args[1], "key")))))
	verifier := must(note.NewVerifier(key))
	opened := must(note.Open(must(os.ReadFile(filepath.Join(os.Args[1], "checkpoint"))), note.VerifierList(verifier)))
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[0] != verifier.Name() {
		check(fmt.Errorf("this is no checkpoint: %q", opened.Text))
	}
	tree := tlog.Tree{N: must(strconv.ParseInt(lines[1], 10, 64)), Hash: must(tlog.ParseHash(lines[2]))}
	reader := tlog.TileHashReader(tree, log)
	proofs := 0
	entries := log.entries(tree.N)
	if int64(len(entries)) != tree.N {
		check(fmt.Errorf("%d entries in the bundles of a log of %d", len(entries), tree.N))
	}
	for index, entry := range entries {
		proof := must(tlog.ProveRecord(tree.N, int64(index), reader))
		check(tlog.CheckRecord(proof, tree.N, tree.Hash, int64(index), tlog.RecordHash(entry)))
		proofs++
	}
	for old := int64(1); old <= tree.N; old += 7 {
		before := must(tlog.TreeHash(old, reader))
		check(tlog.CheckTree(must(tlog.ProveTree(tree.N, old, reader)), tree.N, tree.Hash, old, before))
		proofs++
	}
	fmt.Println(proofs)
}
