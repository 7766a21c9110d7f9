// Verifies with Go's golang.org/x/mod what record_proofs.py gathered; prints how much it was.
//
//	record_proofs < PROOFS
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type proofs struct {
	Key         string
	Checkpoints []struct {
		Size int64
		Note string
	}
	Inclusion []struct {
		Index, Size int64
		Leaf        []byte
		Hashes      [][]byte
	}
	Consistency []struct {
		Old, Size int64
		Hashes    [][]byte
	}
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func hashOf(bytes []byte) (hash tlog.Hash) {
	if len(bytes) != tlog.HashSize {
		check(fmt.Errorf("a hash has %d bytes", len(bytes)))
	}
	copy(hash[:], bytes)
	return hash
}

func hashesOf(all [][]byte) (hashes []tlog.Hash) {
	for _, bytes := range all {
		hashes = append(hashes, hashOf(bytes))
	}
	return hashes
}

func main() {
	var said proofs
	check(json.NewDecoder(os.Stdin).Decode(&said))
	verifier, err := note.NewVerifier(said.Key)
	check(err)
	roots := map[int64]tlog.Hash{}
	for _, checkpoint := range said.Checkpoints {
		opened, err := note.Open([]byte(checkpoint.Note), note.VerifierList(verifier))
		check(err)
		lines := strings.Split(opened.Text, "\n")
		if len(lines) != 4 || lines[0] != verifier.Name() || lines[1] != strconv.FormatInt(checkpoint.Size, 10) {
			check(fmt.Errorf("this is no checkpoint of size %d: %q", checkpoint.Size, opened.Text))
		}
		root, err := tlog.ParseHash(lines[2])
		check(err)
		roots[checkpoint.Size] = root
	}
	for _, one := range said.Inclusion {
		check(tlog.CheckRecord(hashesOf(one.Hashes), one.Size, roots[one.Size], one.Index, hashOf(one.Leaf)))
	}
	for _, one := range said.Consistency {
		check(tlog.CheckTree(hashesOf(one.Hashes), one.Size, roots[one.Size], one.Old, roots[one.Old]))
	}
	fmt.Println(len(said.Checkpoints) + len(said.Inclusion) + len(said.Consistency))
}
