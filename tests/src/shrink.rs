//! Makes a case on which two programs disagree smaller, for as long as they disagree.

use crate::generate::{Case, MAIN};

/// The smallest case that can be reached by leaving things out and for which `still_bad` holds: whole files, runs of
/// lines, single characters.
pub fn shrink(case: Case, mut still_bad: impl FnMut(&Case) -> bool) -> Case {
    let mut best = case;
    for name in best.files.keys().filter(|name| *name != MAIN).cloned().collect::<Vec<_>>() {
        let mut smaller = best.clone();
        smaller.files.remove(&name);
        if still_bad(&smaller) {
            best = smaller;
        }
    }
    loop {
        let before = best.clone();
        for name in best.files.keys().cloned().collect::<Vec<_>>() {
            for split in [lines, characters] {
                let content = best.files.get(&name).cloned().unwrap_or_default();
                let kept = leave_out(split(&content), |pieces| {
                    let mut smaller = best.clone();
                    smaller.files.insert(name.clone(), pieces.concat());
                    still_bad(&smaller)
                });
                best.files.insert(name.clone(), kept.concat());
            }
        }
        if best == before {
            return best;
        }
    }
}

/// The pieces that cannot be left out: first halves are tried, then quarters, and so on down to single ones.
fn leave_out(pieces: Vec<Vec<u8>>, mut still_bad: impl FnMut(&[Vec<u8>]) -> bool) -> Vec<Vec<u8>> {
    let mut kept = pieces;
    let mut size = kept.len().div_ceil(2);
    while size > 0 {
        let mut start = 0;
        while start < kept.len() {
            let end = (start + size).min(kept.len());
            let mut fewer = kept.clone();
            fewer.drain(start..end);
            if still_bad(&fewer) {
                kept = fewer;
            } else {
                start = end;
            }
        }
        size /= 2;
    }
    kept
}

fn lines(content: &[u8]) -> Vec<Vec<u8>> {
    content.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect()
}

/// Characters, or bytes where there are none.
fn characters(content: &[u8]) -> Vec<Vec<u8>> {
    let chunks = content.utf8_chunks();
    chunks
        .flat_map(|chunk| {
            let valid = chunk.valid().chars().map(|c| c.to_string().into_bytes());
            valid.chain(chunk.invalid().iter().map(|byte| vec![*byte])).collect::<Vec<_>>()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_matter_goes() {
        let case =
            Case::of("[supervisord]\nminfds=1\n[program:x]\ncommand=abc\nuser=me\n").with("sub/a.conf", "x");
        let small = shrink(case, |case| {
            String::from_utf8_lossy(&case.files[MAIN])
                .lines()
                .any(|line| line.starts_with("co") && line.contains('b'))
        });
        assert_eq!(small, Case::of("cob"));
    }
}
