//! A walk over a whole directory: what it needs of memory, and when its first byte is there.

use super::process::LONGEST_LIST;
use super::report::{Limit, Report, Row, megabytes};
use super::work::{WALK, WALK_PAGE};
use super::{Pair, median};

/// How often the first bytes are waited for.
const ROUNDS: usize = 9;

/// What a walk over the directory's people takes, given the rows of its operations.
pub(super) async fn judge(pair: &Pair, rows: &[Row], report: &mut Report) -> anyhow::Result<()> {
    let people = pair.directory.people;
    let walk = rows.iter().find(|row| row.operation == WALK);
    if let Some(walk) = walk {
        let beyond = megabytes(walk.peak) - megabytes(pair.idle);
        report.found(
            format!("walk over {people}: memory beyond idle, MB"),
            beyond,
            Limit::AtMost(25.0),
        );
    }
    let page = format!("/Users?count={WALK_PAGE}");
    let long = format!("/Users?count={LONGEST_LIST}");
    let mut line = pair.facade.connect().await?;
    let (mut pages, mut firsts) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        pages.push(line.times(&page).await?[1].as_secs_f64());
        firsts.push(line.times(&long).await?[0].as_secs_f64());
    }
    report.found(
        format!("first byte of {LONGEST_LIST} people, times a page of {WALK_PAGE}"),
        median(firsts) / median(pages),
        Limit::AtMost(2.0),
    );
    Ok(())
}
