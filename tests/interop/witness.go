// A witness, and a log that asks one (C2SP tlog-witness), with Go's golang.org/x/mod, which shares
// no code with ours. A folder holds its keys, and what it has seen.
//
//	witness key FOLDER NAME                  the key of a witness of that name, made if there is none
//	witness answer FOLDER LOGKEY < REQUEST   what it says; exits 2 where that is a conflict
//	witness logkey FOLDER                    the key of a log of its own
//	witness ask FOLDER OLD SIZE [FORK]       a request for that log; from entry FORK on it is another one
//	witness check FOLDER SIZE KEY < ANSWER   that the answer is a signature for that log
//	witness opens LOGKEY KEY < NOTE          that both have signed the note
//
// With CANARY in the environment it signs as no witness does.
package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const origin = "example.org/witnessed"

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

func number(text string) int64 { return must(strconv.ParseInt(text, 10, 64)) }

// --- Cosignatures, which x/mod does not know ---

func hashOfKey(name string, public []byte) uint32 {
	sum := sha256.Sum256(append([]byte(name+"\n\x04"), public...))
	return binary.BigEndian.Uint32(sum[:])
}

func signed(seconds uint64, text []byte) []byte {
	return append([]byte(fmt.Sprintf("cosignature/v1\ntime %d\n", seconds)), text...)
}

type witness struct {
	name    string
	private ed25519.PrivateKey
	public  ed25519.PublicKey
}

func (w witness) Name() string    { return w.name }
func (w witness) KeyHash() uint32 { return hashOfKey(w.name, w.public) }

func (w witness) Sign(text []byte) ([]byte, error) {
	seconds := uint64(time.Now().Unix())
	message := signed(seconds, text)
	if os.Getenv("CANARY") != "" {
		message = text
	}
	return append(binary.BigEndian.AppendUint64(nil, seconds), ed25519.Sign(w.private, message)...), nil
}

func (w witness) Verify(text, signature []byte) bool {
	return len(signature) == 8+ed25519.SignatureSize &&
		ed25519.Verify(w.public, signed(binary.BigEndian.Uint64(signature), text), signature[8:])
}

func (w witness) key() string {
	return fmt.Sprintf("%s+%08x+%s", w.name, w.KeyHash(),
		base64.StdEncoding.EncodeToString(append([]byte{4}, w.public...)))
}

func parseKey(text string) witness {
	parts := strings.SplitN(text, "+", 3)
	if len(parts) != 3 {
		check(errors.New("no key"))
	}
	bytes := must(base64.StdEncoding.DecodeString(parts[2]))
	if len(bytes) != 1+ed25519.PublicKeySize || bytes[0] != 4 {
		check(errors.New("no key of a witness"))
	}
	w := witness{name: parts[0], public: bytes[1:]}
	if w.key() != text {
		check(errors.New("its id is of another key"))
	}
	return w
}

// --- The witness ---

type seen struct {
	Size int64
	Root tlog.Hash
}

type state struct {
	Name string
	Seed []byte
	Seen map[string]seen
}

func read(folder string) (s state) {
	content, err := os.ReadFile(filepath.Join(folder, "witness.json"))
	if errors.Is(err, os.ErrNotExist) {
		return state{Seen: map[string]seen{}}
	}
	check(err)
	check(json.Unmarshal(content, &s))
	return s
}

func (s state) write(folder string) {
	check(os.WriteFile(filepath.Join(folder, "witness.json"), must(json.Marshal(s)), 0o600))
}

func (s state) witness() witness {
	private := ed25519.NewKeyFromSeed(s.Seed)
	return witness{s.Name, private, private.Public().(ed25519.PublicKey)}
}

func answer(folder, logKey string) {
	s := read(folder)
	head, rest, found := strings.Cut(string(must(io.ReadAll(os.Stdin))), "\n\n")
	lines := strings.Split(head, "\n")
	if !found || !strings.HasPrefix(lines[0], "old ") {
		check(errors.New("no request"))
	}
	old := number(lines[0][len("old "):])
	var proof tlog.TreeProof
	for _, line := range lines[1:] {
		proof = append(proof, must(tlog.ParseHash(line)))
	}
	log := must(note.NewVerifier(logKey))
	opened := must(note.Open([]byte(rest), note.VerifierList(log)))
	text := strings.Split(opened.Text, "\n")
	if len(text) != 4 || text[0] != log.Name() {
		check(fmt.Errorf("no checkpoint: %q", opened.Text))
	}
	now := seen{number(text[1]), must(tlog.ParseHash(text[2]))}
	last := s.Seen[text[0]]
	if old != last.Size {
		fmt.Println(last.Size)
		os.Exit(2)
	}
	switch {
	case old == 0 || now.Size == old:
		if len(proof) != 0 || (old != 0 && now.Root != last.Root) {
			check(errors.New("another tree, or a proof of nothing"))
		}
	default:
		check(tlog.CheckTree(proof, now.Size, now.Root, old, last.Root))
	}
	s.Seen[text[0]] = now
	s.write(folder)
	line := must(note.Sign(&note.Note{Text: opened.Text}, s.witness()))
	os.Stdout.Write(line[len(opened.Text)+1:])
}

// --- The log ---

type hashes []tlog.Hash

func (h hashes) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	var found []tlog.Hash
	for _, index := range indexes {
		found = append(found, h[index])
	}
	return found, nil
}

// Of so many entries; those from `fork` on are others.
func tree(size, fork int64) (stored hashes) {
	for i := int64(0); i < size; i++ {
		entry := fmt.Sprintf("entry %d", i)
		if i >= fork {
			entry += " of another history"
		}
		stored = append(stored, must(tlog.StoredHashes(i, []byte(entry), stored))...)
	}
	return stored
}

func logKeys(folder string) (secret, public string) {
	path := filepath.Join(folder, "log.keys")
	if content, err := os.ReadFile(path); err == nil {
		secret, public, _ = strings.Cut(string(content), "\n")
		return secret, public
	}
	secret, public, err := note.GenerateKey(rand.Reader, origin)
	check(err)
	check(os.WriteFile(path, []byte(secret+"\n"+public), 0o600))
	return secret, public
}

func textOf(size int64, stored hashes) string {
	root := must(tlog.TreeHash(size, stored))
	return fmt.Sprintf("%s\n%d\n%s\n", origin, size, base64.StdEncoding.EncodeToString(root[:]))
}

func ask(folder string, old, size, fork int64) {
	secret, _ := logKeys(folder)
	stored := tree(size, fork)
	fmt.Printf("old %d\n", old)
	if old > 0 && old < size {
		for _, hash := range must(tlog.ProveTree(size, old, stored)) {
			fmt.Println(hash)
		}
	}
	signed := must(note.Sign(&note.Note{Text: textOf(size, stored)}, must(note.NewSigner(secret))))
	fmt.Printf("\n%s", signed)
}

func opens(signed []byte, keys ...note.Verifier) {
	opened := must(note.Open(signed, note.VerifierList(keys...)))
	if len(opened.Sigs) != len(keys) {
		check(fmt.Errorf("signed by %d, and not by %d", len(opened.Sigs), len(keys)))
	}
}

func main() {
	arguments := os.Args[2:]
	switch os.Args[1] {
	case "key":
		s := read(arguments[0])
		if s.Name == "" {
			s.Name, s.Seed = arguments[1], make([]byte, ed25519.SeedSize)
			must(rand.Read(s.Seed))
			s.write(arguments[0])
		}
		fmt.Println(s.witness().key())
	case "answer":
		answer(arguments[0], arguments[1])
	case "logkey":
		_, public := logKeys(arguments[0])
		fmt.Println(public)
	case "ask":
		fork := int64(1) << 62
		if len(arguments) > 3 {
			fork = number(arguments[3])
		}
		ask(arguments[0], number(arguments[1]), number(arguments[2]), fork)
	case "check":
		size := number(arguments[1])
		line := must(io.ReadAll(os.Stdin))
		opens(bytes.Join([][]byte{[]byte(textOf(size, tree(size, size))), line}, []byte("\n")), parseKey(arguments[2]))
	case "opens":
		opens(must(io.ReadAll(os.Stdin)), must(note.NewVerifier(arguments[0])), parseKey(arguments[1]))
	default:
		check(errors.New("what?"))
	}
}
