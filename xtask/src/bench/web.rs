//! What Lighthouse makes of the customer's menu on a phone: the first page that anybody of the hall's guests sees.
//!
//! Scores of one page differ from run to run, with whatever else the machine does; the median of some is told.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Context;
use serde_json::Value;

use super::samples::median;
use super::server::{Server, Subject};
use super::{Verdict, all, judge};
use crate::workspace::Workspace;
use crate::{chromium, node, process};

/// Where Lighthouse is. Nothing else needs it, so it is installed for this alone.
const FOLDER: &str = "web/e2e/lighthouse";
const WANTED_SCORE: u64 = 95;

/// How often.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    #[command(flatten)]
    subject: Subject,
    /// How often the page is measured
    #[arg(long, default_value_t = 5)]
    runs: usize,
}

/// The scores of each category, 0 to 100.
type Scores = BTreeMap<String, Vec<u64>>;

pub(super) fn run(workspace: &Workspace, options: &Options) -> anyhow::Result<Verdict> {
    node::require(workspace)?;
    node::install_packages(workspace, FOLDER)?;
    let chromium = chromium::provide(workspace)?;
    let server = Server::start(workspace, &options.subject, &[])?;
    let page = format!("http://{}/", server.address());

    let mut scores = Scores::new();
    for _ in 0..options.runs.max(1) {
        measure(workspace, &chromium, &page, &mut scores)?;
    }
    let verdicts: Vec<Verdict> =
        scores.iter().map(|(category, scores)| tell(category, scores)).collect();
    Ok(all(&verdicts))
}

/// Measures the page once, and adds what came of it.
fn measure(
    workspace: &Workspace,
    chromium: &Path,
    page: &str,
    scores: &mut Scores,
) -> anyhow::Result<()> {
    let mut lighthouse = process::command(workspace, "node")?;
    lighthouse.current_dir(workspace.path(FOLDER)).args(["measure.js", page]);
    let answer = process::capture(lighthouse.env("CHROMIUM", chromium))?;
    let answer: BTreeMap<String, Value> =
        serde_json::from_slice(&answer).context("measure.js answers an object of scores")?;
    for (category, score) in answer {
        let score = score.as_u64().with_context(|| format!("{category} has no score"))?;
        println!("{category:>16}  {score}");
        scores.entry(category).or_default().push(score);
    }
    Ok(())
}

fn tell(category: &str, scores: &[u64]) -> Verdict {
    let score = median(scores).unwrap_or_default();
    judge(&format!("{category} {score}, wanted {WANTED_SCORE}"), score >= WANTED_SCORE)
}
