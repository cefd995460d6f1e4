#!/usr/bin/env python3
"""In: a bundle or an export of an access log, and the keys that the reader trusts. Out: HOLDS or the first fault; exit 0 holds, 1 does not, 2 could not run.

A second verifier, written from the formats alone (RFC 6962, RFC 8032, C2SP signed-note, tlog-checkpoint and tlog-cosignature, and libs/transparency/proof/README.md),
with nothing but the standard library: so that two programs must be wrong in the same way before a false log passes. It is slow, and stops at the first fault.

    verify-log.py FILE --key VKEY [--witness VKEY]... [--quorum N] [--known CHECKPOINT.txt]
    verify-log.py --serve   one JSON object a line in: {"text", "key", "witnesses", "quorum", "known"}; one line out: HOLDS or the fault
"""
import argparse, base64, hashlib, json, re, sys

P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P


class Fault(Exception):
    pass


def parsed(text):
    """JSON without the numbers that are none."""
    return json.loads(text, parse_constant=lambda name: need(False, name))


def need(holds, why):
    if not holds:
        raise Fault(why)


# --- RFC 8032, section 5.1: Ed25519 in extended coordinates
def add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def times(n, p):
    q = (0, 1, 1, 0)
    while n:
        if n & 1:
            q = add(q, p)
        p, n = add(p, p), n >> 1
    return q


def point(data):
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    if y >= P:
        return None
    x2 = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(x2, (P + 3) // 8, P)
    if (x * x - x2) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if (x * x - x2) % P or (x == 0 and sign):
        return None
    x = P - x if (x & 1) != sign else x
    return (x, y, 1, x * y % P)


BASE = point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))
checked = {}


def ed25519(key, message, signature):
    """Whether it is this key's signature; a key of small order, or an s that is not reduced, never is."""
    asked = (key, message, signature)
    if asked not in checked:
        a, r, s = point(key), point(signature[:32]), int.from_bytes(signature[32:], "little")
        good = len(signature) == 64 and a and r and s < L and times(8, a)[0] != 0
        if good:
            h = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % L
            left, right = times(s, BASE), add(r, times(h, a))
            good = not any((left[i] * right[2] - right[i] * left[2]) % P for i in (0, 1))
        checked[asked] = bool(good)
    return checked[asked]


# --- RFC 6962, section 2.1: the tree
leaf = lambda data: hashlib.sha256(b"\0" + data).digest()
node = lambda left, right: hashlib.sha256(b"\1" + left + right).digest()


def root(leaves):
    """By folding pairs from the left, the odd one carried up."""
    row = list(leaves)
    while len(row) > 1:
        row = [node(*row[i : i + 2]) if i + 1 < len(row) else row[i] for i in range(0, len(row), 2)]
    return row[0] if row else hashlib.sha256(b"").digest()


def included(hash_, index, size, proof, expected):
    need(index < size, "an entry stands outside the tree")
    at, last, proof = index, size - 1, list(proof)
    while last:
        if at & 1 or at != last:
            need(proof, "a proof is too short")
            other = proof.pop(0)
            hash_ = node(other, hash_) if at & 1 else node(hash_, other)
        at, last = at >> 1, last >> 1
    need(not proof and hash_ == expected, "an entry is not in the tree")


def grown(old, old_root, new, new_root, proof):
    """RFC 9162, section 2.1.4.2."""
    if old == new or old == 0:
        return not proof and (old == 0 or old_root == new_root)
    path = ([old_root] if old & (old - 1) == 0 else []) + list(proof)
    fn, sn = old - 1, new - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    if not path:
        return False
    fr = sr = path[0]
    for c in path[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            fr, sr = node(c, fr), node(c, sr)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            sr = node(sr, c)
        fn, sn = fn >> 1, sn >> 1
    return fr == old_root and sr == new_root and sn == 0


# --- C2SP signed-note, tlog-checkpoint, tlog-cosignature
def b64(text):
    data = base64.b64decode(text, validate=True)
    need(base64.b64encode(data).decode() == text, "base64 in a second form")
    return data


def key_of(text):
    name, id_, encoded = re.fullmatch(r"([^+]+)\+([0-9a-f]{8})\+(.+)", text.strip()).groups()
    data = b64(encoded)
    if hashlib.sha256(name.encode() + b"\n" + data).hexdigest()[:8] != id_ or len(data) != 33:
        raise ValueError("not a verifier key: " + text)
    return name, id_, data[0], data[1:]


def note_of(note):
    text, found, block = note.rpartition("\n\n")
    need(found and text and block.endswith("\n"), "not a signed note")
    need(not re.search(r"[\x00-\x09\x0b-\x1f]", note), "a note with control characters")
    lines = []
    for line in block[:-1].split("\n"):
        parts = re.fullmatch(r"— ([^\s+]+) ([A-Za-z0-9+/=]+)", line)
        need(parts, "a signature line in another form")
        data = b64(parts[2])
        need(len(data) >= 5, "a signature that is too short")
        lines.append((parts[1], data[:4].hex(), data[4:]))
    need(len(lines) <= 100, "too many signatures")
    return text + "\n", lines


def checkpoint(note, key):
    """@returns its text, signature lines, size and root, once the log's own signature holds."""
    text, lines = note_of(note)
    parts = text.split("\n")
    need(parts[-1] == "" and len(parts) >= 4 and "" not in parts[3:-1], "not a checkpoint")
    need(parts[0] == key[0], "a checkpoint of another log")
    need(re.fullmatch(r"0|[1-9][0-9]*", parts[1]) and int(parts[1]) < 2**53, "a size that is none")
    top = b64(parts[2])
    need(len(top) == 32, "a root that is no hash")
    own = [signature for name, id_, signature in lines if (name, id_) == key[:2]]
    need(own and all(ed25519(key[3], text.encode(), one) for one in own), "not signed by the log")
    return text, lines, int(parts[1]), top


def cosigned(text, lines, key):
    for name, id_, data in lines:
        if (name, id_) == key[:2] and len(data) == 72:
            time = int.from_bytes(data[:8], "big")
            if ed25519(key[3], f"cosignature/v1\ntime {time}\n{text}".encode(), data[8:]):
                return True
    return False


# --- entries
TEXTS = "actor org role operation activity purpose permit release policyHash decision fieldsHash queryHash subjectsCommit outputHash reason"
UUID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
INSTANT = r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3])(:[0-5]\d){2}\.\d{3}Z"
KINDS = ("intent", "result", "answer", "act", "refusal", "aborted")
is_text = lambda v: isinstance(v, str) and "\0" not in v
is_count = lambda v: type(v) is int and 0 <= v < 10**15
like = lambda pattern: lambda v: isinstance(v, str) and re.fullmatch(pattern, v, re.ASCII)
MEMBERS = {name: is_text for name in TEXTS.split()}
MEMBERS.update({name: is_count for name in ("rows", "cells", "suppressed")})
MEMBERS.update(v=lambda v: type(v) is int and v == 1, id=like(UUID), intent=like(UUID), at=like(INSTANT), kind=lambda v: v in KINDS)
MEMBERS.update(policyIds=lambda v: isinstance(v, list) and all(map(is_text, v)), detailHash=like("[0-9a-f]{64}"))
REQUIRED = {"v", "id", "at", "kind", "actor", "org", "role", "operation", "activity"}


def envelope(text):
    """Only the canonical text (RFC 8785) is one: whatever else parses to the same is another leaf."""
    try:
        value = parsed(text)
        canonical = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        canonical.encode()
    except (ValueError, RecursionError):
        raise Fault("an entry that is no JSON")
    need(isinstance(value, dict) and canonical == text, "an entry that is not in canonical form")
    need(REQUIRED <= value.keys() <= MEMBERS.keys(), "an entry with members missing or unknown")
    need(all(MEMBERS[name](member) for name, member in value.items()), "an entry with a wrong member")
    need(value["kind"] not in ("result", "aborted") or "intent" in value, "an entry that closes no intent")
    return value


def detail_holds(entry, detail):
    need(isinstance(detail, dict) and isinstance(detail.get("salt"), str) and isinstance(detail.get("bodyText"), str), "no detail")
    need(re.fullmatch("([0-9a-f]{2})*", detail["salt"]), "a salt that is not hexadecimal")
    hash_ = hashlib.sha256(bytes.fromhex(detail["salt"]) + detail["bodyText"].encode()).hexdigest()
    need(entry.get("detailHash") == hash_, "a detail that is not the one that was logged")


def hashes(value):
    need(isinstance(value, list) and all(isinstance(h, str) and re.fullmatch("[0-9a-f]{64}", h) for h in value), "a proof that is none")
    return [bytes.fromhex(h) for h in value]


# --- bundles and exports
def verify(data, key_text, witness_texts, quorum, known):
    key, witnesses = key_of(key_text), {key_of(text)[3]: key_of(text) for text in witness_texts}
    lines = data.split(b"\n")
    try:
        header = parsed(lines[0])
    except (ValueError, Fault):
        header = None
    is_export = isinstance(header, dict) and "v" in header and "entries" not in header
    if not is_export:
        try:
            header = parsed(data)
        except ValueError:
            raise Fault("neither a bundle nor an export")
    need(isinstance(header, dict) and type(header.get("v")) is int and header["v"] == 1, "a header of another form")
    need(all(isinstance(header.get(name), str) for name in ("origin", "logKey", "checkpoint")), "a header of another form")
    need(isinstance(header.get("witnesses"), list) and all(isinstance(w, str) for w in header["witnesses"]), "a header of another form")
    need(is_count(header.get("quorum")) and header.get("scope") in ("whole", "chosen"), "a header of another form")
    need(header["logKey"] == key_text.strip() and header["origin"] == key[0], "made for another log")
    text, signatures, size, top = checkpoint(header["checkpoint"], key)
    found = sum(cosigned(text, signatures, witness) for witness in witnesses.values())
    need(found >= (len(witnesses) if quorum is None else quorum), "too few witnesses cosigned")
    earlier = []
    if "previous" in header:
        previous = header["previous"]
        need(isinstance(previous, dict) and isinstance(previous.get("checkpoint"), str), "a header of another form")
        earlier.append((checkpoint(previous["checkpoint"], key), hashes(previous.get("consistency"))))
    if known is not None:
        earlier.append((checkpoint(known, key), earlier[0][1] if earlier else []))
    need(all(one[2] <= size for one, _ in earlier), "it ends before a checkpoint that was seen")
    leaves, ids = [], set()
    if is_export:
        need(header["scope"] == "whole", "an export of chosen entries")
        last = None
        for line in lines[1:-1] if lines[-1] == b"" else lines[1:]:
            if line.startswith(b'{"detail":'):
                need(last is not None, "a detail of nothing")
                try:
                    detail_holds(last, parsed(line.decode())["detail"])
                except (ValueError, TypeError, KeyError):
                    raise Fault("no detail")
                last = None
                continue
            try:
                last = envelope(line.decode())
            except UnicodeDecodeError:
                raise Fault("an entry that is not UTF-8")
            leaves.append(leaf(line))
    else:
        need(isinstance(header.get("entries"), list), "a bundle without entries")
        before = -1
        for place, entry in enumerate(header["entries"]):
            need(isinstance(entry, dict) and is_count(entry.get("index")) and isinstance(entry.get("envelope"), str), "an entry of another form")
            index = entry["index"]
            need(index == place if header["scope"] == "whole" else index > before, "entries out of order")
            before, value = index, envelope(entry["envelope"])
            need(value["id"] not in ids, "an id twice")
            ids.add(value["id"])
            if "detail" in entry:
                detail_holds(value, entry["detail"])
            leaves.append(leaf(entry["envelope"].encode()))
            if header["scope"] == "chosen":
                included(leaves[-1], index, size, hashes(entry.get("inclusion")), top)
            elif "inclusion" in entry:
                hashes(entry["inclusion"])
    if header["scope"] == "whole":
        need(len(leaves) == size, "entries missing, or too many")
        need(root(leaves) == top, "the entries are not those that were signed")
        need(all(root(leaves[: one[2]]) == one[3] for one, _ in earlier), "another history was shown before")
    else:
        for (_, _, old, old_root), proof in earlier:
            empty = old == 0 and old_root == root([])
            need(empty or (old == size and old_root == top) or grown(old, old_root, size, top, proof), "not shown to have grown")


def answer(asked):
    try:
        verify(asked["text"].encode("utf-8", "surrogatepass"), asked["key"], asked["witnesses"], asked.get("quorum"), asked.get("known"))
        return "HOLDS"
    except (Fault, UnicodeEncodeError, ValueError) as fault:
        return f"DOES NOT HOLD: {fault}"


if __name__ == "__main__":
    if sys.argv[1:] == ["--serve"]:
        for line in sys.stdin:
            print(answer(json.loads(line)), flush=True)
        sys.exit(0)
    parser = argparse.ArgumentParser()
    parser.add_argument("file")
    parser.add_argument("--key", required=True)
    parser.add_argument("--witness", action="append", default=[])
    parser.add_argument("--quorum", type=int)
    parser.add_argument("--known")
    given = parser.parse_args()
    known = open(given.known, encoding="utf-8", newline="").read() if given.known else None
    try:
        verify(open(given.file, "rb").read(), given.key, given.witness, given.quorum, known)
    except Fault as fault:
        print(f"DOES NOT HOLD: {fault}")
        sys.exit(1)
    print("HOLDS")
