use rand::{Rng, RngCore, SeedableRng, rngs::StdRng, seq::SliceRandom};

/// Chance that falls the same way every time for a seed.
pub(crate) struct Dice(StdRng);

impl Dice {
    /// Dice of their own for each purpose, so that a change in one does not move all others.
    pub(crate) fn new(seed: u64, purpose: u64) -> Self {
        Self(StdRng::seed_from_u64(seed ^ purpose.wrapping_mul(0x9E37_79B9_7F4A_7C15)))
    }

    /// A number from zero to less than `end`; zero when there is none.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        if end == 0 { 0 } else { self.0.random_range(0..end) }
    }

    /// A number from `low` to `high`, both possible.
    pub(crate) fn between(&mut self, low: u32, high: u32) -> u32 {
        self.0.random_range(low..=high.max(low))
    }

    /// True that many times in a thousand.
    pub(crate) fn chance(&mut self, in_thousand: u32) -> bool {
        self.0.random_range(0..1000) < in_thousand
    }

    /// One of the list, which is not empty.
    pub(crate) fn one_of<T: Copy, const N: usize>(&mut self, list: &[T; N]) -> T {
        list[self.below(N)]
    }

    /// One of the list, when it has any.
    pub(crate) fn choose<T: Copy>(&mut self, list: &[T]) -> Option<T> {
        list.get(self.below(list.len())).copied()
    }

    /// One of the list, by weight; the last when the weights sum to nothing.
    pub(crate) fn weighed<T: Copy, const N: usize>(&mut self, list: &[(T, u32); N]) -> T {
        let sum: u32 = list.iter().map(|(_, weight)| weight).sum();
        let mut left = self.0.random_range(0..sum.max(1));
        for (value, weight) in list {
            if left < *weight {
                return *value;
            }
            left -= weight;
        }
        list[N - 1].0
    }

    /// Puts the list in an order of chance.
    pub(crate) fn shuffle<T>(&mut self, list: &mut [T]) {
        list.shuffle(&mut self.0);
    }

    /// Ten bytes for an id.
    pub(crate) fn bytes(&mut self) -> [u8; 10] {
        let mut bytes = [0; 10];
        self.0.fill_bytes(&mut bytes);
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_falls_the_same_way_and_purposes_do_not_meet() {
        let thrown = |seed, purpose| {
            let mut dice = Dice::new(seed, purpose);
            (0..8).map(|_| dice.below(1000)).collect::<Vec<_>>()
        };
        assert_eq!(thrown(7, 1), thrown(7, 1));
        assert_ne!(thrown(7, 1), thrown(7, 2));
        assert_ne!(thrown(7, 1), thrown(8, 1));
    }

    #[test]
    fn a_weight_of_nothing_is_never_drawn() {
        let mut dice = Dice::new(1, 1);
        assert!((0..100).all(|_| dice.weighed(&[('a', 1), ('b', 0), ('c', 3)]) != 'b'));
        assert_eq!((dice.below(0), dice.choose::<u8>(&[])), (0, None));
    }
}
