//! The Merkle tree of RFC 6962, as arithmetic: nothing here reads or writes anything.
//!
//! Every root and every proof is made of *whole* subtrees, whose number of leaves is a power of two and which begin at a multiple
//! of it. So a proof is first a list of [`Node`]s to be looked up, wherever they are kept, and then a fold of their hashes.

use sha2::{Digest, Sha256};
use std::ops::Range;

/// A hash of the tree.
pub(crate) type Hash = [u8; 32];
/// How many hashes stand in a tile: the height of a tile is 8.
pub(crate) const WIDTH: u64 = 256;
/// The height of a tile in levels of the tree.
pub(crate) const HEIGHT: u32 = 8;

/// The hash of a leaf with these bytes.
pub(crate) fn leaf(bytes: &[u8]) -> Hash {
    Sha256::new_with_prefix([0]).chain_update(bytes).finalize().into()
}

fn join(left: &Hash, right: &Hash) -> Hash {
    let mut bytes = [1; 65];
    bytes[1..33].copy_from_slice(left);
    bytes[33..].copy_from_slice(right);
    Sha256::digest(bytes).into()
}

/// A whole subtree: `2^level` leaves, the first of them number `index * 2^level`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Node {
    pub(crate) level: u32,
    pub(crate) index: u64,
}

impl Node {
    /// The two it is made of.
    pub(crate) fn children(self) -> [Self; 2] {
        [0, 1].map(|side| Self { level: self.level - 1, index: 2 * self.index + side })
    }
}

/// The whole subtrees that a range of leaves is made of, from left to right. The range begins where RFC 6962 would cut.
pub(crate) fn nodes(range: Range<u64>) -> Vec<Node> {
    let (mut start, mut nodes) = (range.start, Vec::new());
    while start < range.end {
        let level = (range.end - start).ilog2();
        nodes.push(Node { level, index: start >> level });
        start += 1 << level;
    }
    nodes
}

/// The hash over whole subtrees that stand side by side, the largest first; of nothing, the hash of nothing.
pub(crate) fn fold(hashes: &[Hash]) -> Hash {
    match hashes.split_last() {
        Some((last, before)) => before.iter().rev().fold(*last, |right, left| join(left, &right)),
        None => Sha256::digest([]).into(),
    }
}

/// The hash of a whole subtree over hashes that are a power of two in number.
pub(crate) fn whole(hashes: &[Hash]) -> Hash {
    match hashes {
        [only] => *only,
        _ => {
            let (left, right) = hashes.split_at(hashes.len() / 2);
            join(&whole(left), &whole(right))
        }
    }
}

/// Where a range is cut: at the largest power of two below its length.
fn cut(length: u64) -> u64 {
    1 << (length - 1).ilog2()
}

/// The ranges whose hashes prove that leaf `index` is in the tree of `size` leaves, in the order of RFC 6962 2.1.1.
pub(crate) fn inclusion(index: u64, size: u64) -> Vec<Range<u64>> {
    let (mut range, mut path) = (0..size, Vec::new());
    while range.end - range.start > 1 {
        let middle = range.start + cut(range.end - range.start);
        let (within, beside) = halves(&range, middle, index < middle);
        path.push(beside);
        range = within;
    }
    path.reverse();
    path
}

/// The ranges whose hashes prove that the tree of `size` leaves begins with that of `from` leaves, in the order of RFC 6962 2.1.2.
pub(crate) fn consistency(from: u64, size: u64) -> Vec<Range<u64>> {
    let (mut range, mut path, mut is_known) = (0..size, Vec::new(), true);
    while range.end > from {
        let middle = range.start + cut(range.end - range.start);
        let (within, beside) = halves(&range, middle, from <= middle);
        is_known &= from <= middle;
        path.push(beside);
        range = within;
    }
    if !is_known {
        path.push(range);
    }
    path.reverse();
    path
}

fn halves(range: &Range<u64>, middle: u64, is_left: bool) -> (Range<u64>, Range<u64>) {
    let (left, right) = (range.start..middle, middle..range.end);
    if is_left { (left, right) } else { (right, left) }
}

/// 256 hashes that stand side by side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tile {
    pub(crate) level: u32,
    pub(crate) number: u64,
    pub(crate) hashes: Vec<Hash>,
}

/// A tree that grows at its right end, and remembers only that end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tree {
    size: u64,
    /// The whole subtrees it is made of, the largest first.
    peaks: Vec<Hash>,
    /// The hashes of each level of tiles that do not yet fill one, the leaves first.
    open: Vec<Vec<Hash>>,
}

impl Tree {
    /// The tree with these unfilled tiles, the leaves first; each holds fewer than 256 hashes.
    pub(crate) fn restore(open: Vec<Vec<Hash>>) -> Self {
        let (mut size, mut peaks) = (0, Vec::new());
        for hashes in open.iter().rev() {
            size = size * WIDTH + hashes.len() as u64;
            let mut rest = hashes.as_slice();
            while !rest.is_empty() {
                let (first, after) = rest.split_at(1 << rest.len().ilog2());
                peaks.push(whole(first));
                rest = after;
            }
        }
        Self { size, peaks, open }
    }

    /// Adds a leaf, and hands out each tile that it fills.
    pub(crate) fn push(&mut self, leaf: Hash, mut filled: impl FnMut(Tile)) {
        let (mut hash, mut level) = (leaf, 0);
        self.keep(level, hash, &mut filled);
        while self.size >> level & 1 == 1 {
            let left = self.peaks.pop().unwrap_or_default();
            hash = join(&left, &hash);
            level += 1;
            self.keep(level, hash, &mut filled);
        }
        self.peaks.push(hash);
        self.size += 1;
    }

    fn keep(&mut self, level: u32, hash: Hash, filled: &mut impl FnMut(Tile)) {
        if !level.is_multiple_of(HEIGHT) {
            return;
        }
        let height = (level / HEIGHT) as usize;
        if self.open.len() == height {
            self.open.push(Vec::new());
        }
        self.open[height].push(hash);
        if self.open[height].len() as u64 == WIDTH {
            let number = self.size >> (level + HEIGHT);
            filled(Tile { level: level / HEIGHT, number, hashes: std::mem::take(&mut self.open[height]) });
        }
    }

    pub(crate) fn root(&self) -> Hash {
        fold(&self.peaks)
    }

    pub(crate) fn size(&self) -> u64 {
        self.size
    }

    /// The leaves after the last whole tile.
    pub(crate) fn last_leaves(&self) -> &[Hash] {
        self.open.first().map_or(&[], Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ct_merkle::{ConsistencyProof, InclusionProof, RootHash, mem_backed_tree::MemoryBackedTree};
    use proptest::prelude::*;

    type Theirs = MemoryBackedTree<Sha256, Vec<u8>>;

    fn content(number: u64) -> Vec<u8> {
        format!("leaf {number}").into_bytes()
    }

    fn leaves(size: u64) -> Vec<Hash> {
        (0..size).map(|number| leaf(&content(number))).collect()
    }

    fn theirs(size: u64) -> Theirs {
        let mut tree = Theirs::new();
        (0..size).for_each(|number| tree.push(content(number)));
        tree
    }

    /// Every node straight from the leaves.
    fn hash_of(range: Range<u64>, leaves: &[Hash]) -> Hash {
        let node = |node: Node| {
            let start = (node.index << node.level) as usize;
            whole(&leaves[start..start + (1 << node.level)])
        };
        fold(&nodes(range).into_iter().map(node).collect::<Vec<_>>())
    }

    fn proof(ranges: Vec<Range<u64>>, leaves: &[Hash]) -> Vec<u8> {
        ranges.into_iter().flat_map(|range| hash_of(range, leaves)).collect()
    }

    fn root(hash: Hash, size: u64) -> RootHash<Sha256> {
        RootHash::new(hash.into(), size)
    }

    /// The leaves and roots that implementations of RFC 6962 share to compare themselves.
    #[test]
    fn the_shared_vectors_give_the_published_roots() {
        let contents = [
            "",
            "00",
            "10",
            "2021",
            "3031",
            "40414243",
            "5051525354555657",
            "606162636465666768696a6b6c6d6e6f",
        ];
        let roots = [
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
        ];
        let mut tree = Tree::default();
        assert_eq!(
            hex::encode(tree.root()),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        );
        for (content, root) in contents.into_iter().zip(roots) {
            tree.push(leaf(&hex::decode(content).unwrap()), |_| ());
            assert_eq!(hex::encode(tree.root()), root);
        }
    }

    #[test]
    fn at_every_size_the_root_is_theirs_and_the_tiles_bring_the_tree_back() {
        let (mut ours, mut other, mut tiles) = (Tree::default(), Theirs::new(), Vec::new());
        for (number, leaf) in leaves(600).into_iter().enumerate() {
            assert_eq!(ours.root(), <[u8; 32]>::from(*other.root().as_bytes()), "at size {number}");
            ours.push(leaf, |tile| tiles.push(tile));
            other.push(content(number as u64));
        }
        assert_eq!(tiles.iter().map(|tile| (tile.level, tile.number)).collect::<Vec<_>>(), [(0, 0), (0, 1)]);
        let roots = tiles.iter().map(|tile| whole(&tile.hashes)).collect();
        assert_eq!(Tree::restore(vec![leaves(600)[512..].to_vec(), roots]), ours);
    }

    #[test]
    fn a_tile_of_tiles_is_filled_after_65536_leaves() {
        let (mut tree, mut upper) = (Tree::default(), Vec::new());
        for leaf in leaves(65_537) {
            tree.push(leaf, |tile| upper.extend((tile.level > 0).then_some(tile)));
        }
        assert_eq!(upper.len(), 1);
        assert_eq!((upper[0].level, upper[0].number), (1, 0));
        assert_eq!(whole(&upper[0].hashes), hash_of(0..65_536, &leaves(65_536)));
        assert_eq!(tree.root(), hash_of(0..65_537, &leaves(65_537)));
        assert_eq!(tree.open.iter().map(Vec::len).collect::<Vec<_>>(), [1, 0, 1]);
    }

    fn check_inclusion(index: u64, size: u64, leaves: &[Hash]) {
        let bytes = proof(inclusion(index, size), leaves);
        let theirs = InclusionProof::try_from_bytes(bytes).unwrap();
        let root = root(hash_of(0..size, leaves), size);
        root.verify_inclusion(&content(index), index, &theirs).unwrap();
        assert!(root.verify_inclusion(&content(index + 1), index, &theirs).is_err());
    }

    fn check_consistency(from: u64, size: u64, leaves: &[Hash]) {
        let bytes = proof(consistency(from, size), leaves);
        let theirs = ConsistencyProof::try_from_bytes(bytes).unwrap();
        let (before, after) = (hash_of(0..from, leaves), root(hash_of(0..size, leaves), size));
        after.verify_consistency(&root(before, from), &theirs).unwrap();
        assert!(after.verify_consistency(&root([7; 32], from), &theirs).is_err());
    }

    #[test]
    fn small_proofs_of_every_kind_convince_another_implementation() {
        let leaves = leaves(70);
        for size in 1..70 {
            (0..size).for_each(|index| check_inclusion(index, size, &leaves));
            (1..=size).for_each(|from| check_consistency(from, size, &leaves));
        }
    }

    #[test]
    fn at_every_size_some_proof_of_each_kind_convinces_it() {
        let leaves = leaves(600);
        for size in 70_u64..600 {
            let index = size * 7_919 % size.next_power_of_two() % size;
            check_inclusion(index, size, &leaves);
            check_consistency(index + 1, size, &leaves);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(16))]
        #[test]
        fn larger_proofs_convince_it_too_and_are_byte_for_byte_its_own(size in 600_u64..5_000, at in 0.0..1.0) {
            let (leaves, theirs) = (leaves(size), theirs(size));
            let index = ((size as f64 * at) as u64).min(size - 1);
            check_inclusion(index, size, &leaves);
            let others = theirs.prove_inclusion(index as usize);
            prop_assert_eq!(proof(inclusion(index, size), &leaves), others.as_bytes());
            check_consistency(index + 1, size, &leaves);
            let others = theirs.prove_consistency((size - index - 1) as usize);
            prop_assert_eq!(proof(consistency(index + 1, size), &leaves), others.as_bytes());
        }
    }
}
