//! Apps that come, go and change in the file while the server runs.

use crate::process::{Process, write_config};
use crate::support::Client;

fn app(id: &str, key: &str, more: &str) -> String {
    format!("[[apps]]\nid = '{id}'\nkey = '{key}'\nsecret = 'the-secret'\n{more}\n")
}

async fn connect(process: &Process, key: &str) -> Client {
    let mut client = Client::open(process.addr, &format!("/app/{key}?protocol=7")).await;
    client.establish().await;
    client
}

async fn refused_with(process: &Process, key: &str) -> u64 {
    let mut client = Client::open(process.addr, &format!("/app/{key}?protocol=7")).await;
    client.error_code().await
}

#[tokio::test]
async fn a_changed_file_brings_apps_and_takes_them_with_their_connections() {
    let dir = tempfile::tempdir().expect("a directory");
    let old = app("1", "old-key", "");
    let kept = app("2", "kept-key", "");
    let mut process = Process::start(&write_config(dir.path(), &format!("{old}{kept}"))).await;
    let mut of_old = connect(&process, "old-key").await;
    let mut of_kept = connect(&process, "kept-key").await;
    assert_eq!(refused_with(&process, "new-key").await, 4001);

    let new = app("3", "new-key", "");
    write_config(dir.path(), &format!("{kept}{new}"));
    process.logged("the apps were read again").await;
    assert_eq!(of_old.close_code().await, 4001);
    connect(&process, "new-key").await.expect_silence().await;
    of_kept.expect_silence().await;
}

#[tokio::test]
async fn a_hang_up_signal_reads_secrets_from_files_again_and_disables() {
    let dir = tempfile::tempdir().expect("a directory");
    std::fs::write(dir.path().join("secret"), "the-secret").expect("written");
    let with_file = "[[apps]]\nid = '1'\nkey = 'key'\nsecret_file = 'secret'\n";
    let mut process = Process::start(&write_config(dir.path(), with_file)).await;
    let mut client = connect(&process, "key").await;
    process.signal("-HUP").await;
    process.logged("the apps were read again").await;
    client.expect_silence().await;
    write_config(dir.path(), &format!("{with_file}enabled = false\n"));
    process.signal("-HUP").await;
    assert_eq!(client.close_code().await, 4003);
    assert_eq!(refused_with(&process, "key").await, 4003);
}

#[tokio::test]
async fn a_broken_file_keeps_the_apps_and_says_which_line_is_wrong() {
    let dir = tempfile::tempdir().expect("a directory");
    let right = app("1", "key", "");
    let mut process = Process::start(&write_config(dir.path(), &right)).await;
    let mut client = connect(&process, "key").await;
    write_config(dir.path(), &format!("{right}enabeld = false\n"));
    let line = process.logged("the apps stay as they were").await;
    assert!(line.contains("line 6: unknown field `enabeld`"), "{line}");
    assert!(!line.contains("the-secret"), "{line}");
    client.expect_silence().await;
    connect(&process, "key").await.expect_silence().await;
    write_config(dir.path(), &right);
    process.logged("the apps were read again").await;
}
