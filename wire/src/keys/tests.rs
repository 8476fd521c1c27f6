use std::os::unix::fs::PermissionsExt as _;

use super::*;

fn store() -> (TempDir, KeyStore) {
    let folder = tempfile::tempdir().unwrap();
    let store = KeyStore::open(&folder.path().join("made/later"));
    (folder, store)
}

fn same(one: &PKey<Private>, other: &PKey<Private>) -> bool {
    one.public_eq(other)
}

#[test]
fn a_key_is_made_once() {
    let (_folder, store) = store();
    let key = store.rsa("root").unwrap();
    assert!(same(&key, &store.rsa("root").unwrap()));
    assert_eq!(key.bits(), 2048);
}

#[test]
fn a_key_is_found_again_by_another_store() {
    let (_folder, store) = store();
    let key = store.rsa("root").unwrap();
    assert!(same(
        &key,
        &KeyStore::open(store.folder()).rsa("root").unwrap()
    ));
}

#[test]
fn other_names_have_other_keys() {
    let (_folder, store) = store();
    assert!(!same(
        &store.rsa("one").unwrap(),
        &store.rsa("two").unwrap()
    ));
}

#[test]
fn many_keys_come_in_the_order_of_their_names() {
    let (_folder, store) = store();
    let second = store.rsa("second").unwrap();
    let keys = store.rsa_many(&["first", "second", "first"]).unwrap();
    assert!(same(&keys[1], &second) && same(&keys[0], &keys[2]) && !same(&keys[0], &keys[1]));
}

#[test]
fn no_keys_are_no_trouble() {
    let (_folder, store) = store();
    assert!(store.rsa_many(&[]).unwrap().is_empty());
}

#[test]
fn threads_that_ask_at_once_get_the_same_key() {
    let (_folder, store) = store();
    let keys: Vec<_> = thread::scope(|scope| {
        let running: Vec<_> = (0..4)
            .map(|_| scope.spawn(|| KeyStore::open(store.folder()).rsa("root").unwrap()))
            .collect();
        running
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .collect()
    });
    assert!(keys.iter().all(|key| same(key, &keys[0])));
}

#[cfg(unix)]
#[test]
fn a_key_file_can_be_read_by_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let (_folder, store) = store();
    store.rsa("root").unwrap();
    let mode = fs::metadata(store.folder().join("root.pem"))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn a_corrupt_file_is_named_and_left_alone() {
    let (_folder, store) = store();
    fs::create_dir_all(store.folder()).unwrap();
    let path = store.folder().join("root.pem");
    fs::write(&path, "not a key").unwrap();
    let message = store.rsa("root").unwrap_err().to_string();
    assert!(
        message.starts_with(&path.display().to_string()),
        "{message}"
    );
    assert_eq!(fs::read_to_string(&path).unwrap(), "not a key");
}

#[test]
fn a_key_of_another_size_is_refused() {
    let (_folder, store) = store();
    fs::create_dir_all(store.folder()).unwrap();
    let small = Rsa::generate(1024).unwrap().private_key_to_pem().unwrap();
    let path = store.folder().join("root.pem");
    fs::write(&path, small).unwrap();
    set_mode(&path, 0o600);
    let message = store.rsa_many(&["root"]).unwrap_err().to_string();
    assert!(message.contains("2048 bits"), "{message}");
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn a_key_that_others_may_write_or_read_is_refused() {
    let (folder, store) = store();
    store.rsa("root").unwrap();
    let path = store.folder().join("root.pem");
    for (mode, problem) in [(0o622, "others may write"), (0o640, "others may read")] {
        set_mode(&path, mode);
        let message = KeyStore::open(store.folder())
            .rsa("root")
            .unwrap_err()
            .to_string();
        assert!(message.contains(problem), "{message}");
    }
    drop(folder);
}

#[test]
fn a_folder_that_is_a_file_is_an_error() {
    let file = tempfile::NamedTempFile::new().unwrap();
    assert!(matches!(
        KeyStore::open(file.path()).rsa("root"),
        Err(KeyError::Io { .. })
    ));
}

#[test]
fn a_cache_that_cannot_be_written_costs_no_key() {
    let cache = KeyStore::cache(Some("/proc/none".into())).unwrap();
    let key = cache.rsa("root").unwrap();
    assert!(same(&key, &cache.rsa("root").unwrap()));
    assert!(KeyStore::open(Path::new("/proc/none")).rsa("root").is_err());
}

#[test]
fn without_a_home_keys_are_in_a_folder_that_ends_with_them() {
    let cache = KeyStore::cache(None).unwrap();
    let folder = cache.folder().to_owned();
    cache.rsa("root").unwrap();
    assert!(folder.join("root.pem").exists());
    drop(cache);
    assert!(!folder.exists());
}

#[test]
fn nothing_is_left_beside_the_keys() {
    let (_folder, store) = store();
    store.rsa_many(&["one", "two"]).unwrap();
    let names: BTreeSet<_> = fs::read_dir(store.folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(names, ["one.pem".into(), "two.pem".into()].into());
}

#[test]
fn a_name_never_leaves_the_folder() {
    for name in ["../up", "/etc/passwd", "a/b", "..", ".", "", "a\\b", "å"] {
        let stem = file_stem(name);
        assert!(
            !stem.contains(['/', '\\']) && stem.len() > 2,
            "{name:?} → {stem:?}"
        );
    }
}

#[test]
fn names_that_look_alike_have_files_of_their_own() {
    let stems: BTreeSet<_> = ["ab", "a/b", "a.b", "aB", "AB", "a b"]
        .map(file_stem)
        .into();
    assert_eq!(stems.len(), 6);
}

#[test]
fn the_cache_folder_follows_the_variables_in_their_order() {
    let folder = |set: &[(&str, &str)]| {
        user_cache_folder(|name| {
            set.iter()
                .find(|(variable, _)| *variable == name)
                .map(|(_, value)| PathBuf::from(value))
        })
    };
    let (own, xdg, home) = (
        ("DSOP_CACHE_DIR", "/d"),
        ("XDG_CACHE_HOME", "/x"),
        ("HOME", "/h"),
    );
    assert_eq!(folder(&[own, xdg, home]), Some("/d/keys".into()));
    assert_eq!(
        folder(&[xdg, home]),
        Some("/x/dsop-conformance/keys".into())
    );
    assert_eq!(
        folder(&[home, ("XDG_CACHE_HOME", "")]),
        Some("/h/.cache/dsop-conformance/keys".into())
    );
    assert_eq!(folder(&[]), None);
}
