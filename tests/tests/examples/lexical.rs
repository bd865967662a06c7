//! §1.2: lines. The rows stand in the section of an RPC interface, whose options all come out as they went in.

use supervisor_tests::generate::Case;

use super::check;

/// Gives every section its factory, which an RPC interface must have.
const DEFAULTS: &str = "[DEFAULT]\nsupervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface\n[supervisord]\n";

/// Lines inside `[s]`.
const INSIDE: &[&str] = &[
    "a=b;c",
    "a=b ;c",
    "a=b\t;c",
    "a=b#c",
    "a=b #c",
    "command=bash -c 'foo ; bar'",
    "command=bash -c 'foo; bar'",
    "command=sh -c \"echo #1\"",
    "a=http://x/#frag",
    "a=x;y ;c #d",
    "a=x#y #c ;d",
    "a= ;c",
    "a=;c",
    "a=#b",
    "a= #d",
    "a ;=c",
    "a=b\u{a0};c",
    "a=1\n  2\n\t3\nb=x",
    "a=1\n\n  2\nb=x",
    "a=1\n\n\n\nb=x",
    "a=1\n  ;c\n  2\n;d\n  3",
    "a=1\n# x\n\n  2",
    "a=1 ;c\n  2 ;d\n  3#e",
    "a=\n  1\n  2",
    "a=b\n  c=d",
    "  a=b\n  c=d",
    "    a=b\n  c=d",
    "  a=1\n\tb=2",
    "a=1\n\tb=2",
    " a=1\n b",
    "a=b\n  [t]\nc=d",
    "  [rpcinterface:t]\n  a=b",
    "a: b",
    "c:d",
    "e : f",
    "a:=b",
    "c=:d",
    "e = f = g : h",
    "k:v=w",
    "CoMMand=X",
    "a b = c",
    "a+=b",
    "a;b=1",
    "a#b=1",
    "a =   x   y   ",
    "a=\"b c\"",
    "a=1\nA=2",
    "a=1\nb=1\n[rpcinterface:t]\nc=1\n[rpcinterface:s]\na=2",
    "a=b \\\nc=d",
    "a=b",
    "a=b\r\n",
    "a=b\rc=d\r",
    "a=\u{2028}b",
    "a=1\n\u{a0}\u{a0}2",
    "[]",
    "rem c",
    "=b",
];

/// Headers with what follows them, at the beginning of a file.
const HEADERS: &[&str] = &[
    "[rpcinterface:s] trailing\na=1",
    "[rpcinterface:s] ;c\na=1",
    "[rpcinterface:s];c\na=1",
    "[s ;x]",
    "[program:x #1]",
    "[rpcinterface:s;x]\na=1",
    "[rpcinterface:s] foo] bar\na=1",
    "[rpcinterface:x] ; y ] z\na=1",
    "[ rpcinterface:s ]\na=1",
    "[rpcinterface: s ]\na=1",
    "[rpcinterface:x]y=1\na=1",
    "[]",
    "x [s]",
    "  [rpcinterface:s]\na=1",
    "[Rpcinterface:s]\na=1\n[rpcinterface:s]\na=2",
    "[rpcinterface:S]\na=1\n[rpcinterface:s]\na=2",
    "[DEFAULT]\nuser=x\n[rpcinterface:s]\na=1\n[rpcinterface:t]\nuser=y",
    "\u{feff}[rpcinterface:s]",
    "junk",
    "\n;c\n# c\n[rpcinterface:s]\na=1",
];

#[test]
fn lines_inside_a_section() {
    let cases: Vec<Case> =
        INSIDE.iter().map(|row| Case::of(format!("{DEFAULTS}[rpcinterface:s]\n{row}"))).collect();
    check(&cases, 52);
}

#[test]
fn headers() {
    let cases: Vec<Case> = HEADERS.iter().map(|row| Case::of(format!("{row}\n{DEFAULTS}"))).collect();
    check(&cases, 13);
}

#[test]
fn files() {
    let undecodable = |at: usize| {
        let mut bytes = DEFAULTS.as_bytes().to_vec();
        bytes.insert(at, 0xff);
        Case::of(bytes)
    };
    let many: String =
        (1..120).map(|n| if n % 40 == 0 { "junk\n".to_owned() } else { format!("a{n}=1\n") }).collect();
    check(&[undecodable(6), undecodable(0), Case::of(format!("{DEFAULTS}{many}")), Case::of("")], 0);
    // Files are decoded block by block, and read line by line.
    let long = |before: usize, end: &[u8]| {
        let comment = format!(";{}", "é".repeat(before));
        Case::of([DEFAULTS.as_bytes(), comment.as_bytes(), end].concat())
    };
    let ends = [&b"\xff"[..], b"\xe2\x82", b"\xe2\x82a", b"\xf0\x9f\n", b"\n\xff\n"];
    let lengths = (4030..4046).chain([0, 1, 8000, 12_000, 20_001]);
    let mut cases: Vec<Case> = lengths.flat_map(|before| ends.map(|end| long(before, end))).collect();
    for text in [
        &b"junk\n\xff"[..],
        b"junk\n\xe2",
        b"junk\r\xe2",
        b"junk\r\n\xe2",
        b"junk\xe2",
        b"\n;c\njunk\n[s]\na\n\xe2",
    ] {
        cases.push(Case::of(text));
        cases.push(Case::of([text, &b"a".repeat(9000), b"\xff"].concat()));
    }
    check(&cases, 0);
}
