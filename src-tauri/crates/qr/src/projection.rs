//! A plane seen from anywhere: from module coordinates to pixels.

/// A projective map, `(a u + b v + c, d u + e v + f) / (g u + h v + 1)`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Projection([f64; 8]);

impl Projection {
    /// The map that takes each of four places to the other four; `None` when three lie on a line.
    pub(crate) fn between(from: [(f64, f64); 4], to: [(f64, f64); 4]) -> Option<Self> {
        let mut equations = [[0.0; 9]; 8];
        for (pair, ((u, v), (x, y))) in equations.chunks_exact_mut(2).zip(from.into_iter().zip(to)) {
            let rows = [[u, v, 1.0, 0.0, 0.0, 0.0, -u * x, -v * x, x], [0.0, 0.0, 0.0, u, v, 1.0, -u * y, -v * y, y]];
            pair.copy_from_slice(&rows);
        }
        solve(equations).map(Projection)
    }

    pub(crate) fn map(&self, u: f64, v: f64) -> (f64, f64) {
        let [a, b, c, d, e, f, g, h] = self.0;
        let depth = g * u + h * v + 1.0;
        ((a * u + b * v + c) / depth, (d * u + e * v + f) / depth)
    }
}

/// Gauss-Jordan elimination with the largest pivot of each column.
fn solve(mut rows: [[f64; 9]; 8]) -> Option<[f64; 8]> {
    for column in 0..8 {
        let size = |row: &[f64; 9]| row.get(column).map_or(0.0, |value| value.abs());
        let (pivot, _) =
            rows.iter().enumerate().skip(column).max_by(|(_, one), (_, other)| size(one).total_cmp(&size(other)))?;
        rows.swap(column, pivot);
        let mut row = *rows.get(column)?;
        let by = *row.get(column)?;
        if by.abs() < 1e-9 {
            return None;
        }
        row.iter_mut().for_each(|value| *value /= by);
        for (index, other) in rows.iter_mut().enumerate() {
            let times = if index == column { 0.0 } else { *other.get(column)? };
            other.iter_mut().zip(row).for_each(|(value, used)| *value -= times * used);
        }
        *rows.get_mut(column)? = row;
    }
    Some(rows.map(|[.., solution]| solution))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_four_places_are_met_and_lines_stay_straight() {
        let from = [(0.0, 0.0), (21.0, 0.0), (21.0, 21.0), (0.0, 21.0)];
        let to = [(10.0, 20.0), (200.0, 40.0), (180.0, 230.0), (30.0, 190.0)];
        let projection = Projection::between(from, to).expect("four corners");
        for ((u, v), (x, y)) in from.into_iter().zip(to) {
            let (mapped_x, mapped_y) = projection.map(u, v);
            assert!((mapped_x - x).abs() < 1e-6 && (mapped_y - y).abs() < 1e-6);
        }
        // The middle of a square is where its diagonals cross.
        let (x, y) = projection.map(10.5, 10.5);
        let on_line = |(x0, y0): (f64, f64), (x1, y1): (f64, f64)| (x - x0) * (y1 - y0) - (y - y0) * (x1 - x0);
        assert!(on_line(to[0], to[2]).abs() < 1e-6 && on_line(to[1], to[3]).abs() < 1e-6);
    }

    #[test]
    fn corners_on_a_line_have_no_projection() {
        let from = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)];
        assert_eq!(Projection::between(from, [(0.0, 0.0), (1.0, 1.0), (2.0, 2.0), (3.0, 3.0)]), None);
    }
}
