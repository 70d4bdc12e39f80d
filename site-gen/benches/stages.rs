//! What each stage takes: `cargo bench -p site-gen`. The whole program against another is measured by `whole.py`.

#![expect(clippy::unwrap_used, reason = "what a measurement relies on and is not there is a failure")]

mod corpus;

use std::cell::Cell;
use std::fs;
use std::hint::black_box;
use std::path::PathBuf;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use site_gen::{Sources, Workshop, load};
use tempfile::TempDir;

/// Both languages counted.
const PAGES: usize = 2_000;

fn stages(criterion: &mut Criterion) {
    let dir = TempDir::new().unwrap();
    corpus::write(PAGES, corpus::Form::SiteGen, dir.path()).unwrap();
    let sources = Sources {
        content: dir.path().to_owned(),
        templates: "../templates".into(),
        published: None,
        base_url: Some("https://eksempel.no".to_owned()),
    };
    let mut workshop = Workshop::open(&sources).unwrap();
    let paths: Vec<String> = written(&workshop, &dir.path().join("first"));
    let mut stages = criterion.benchmark_group("stages");
    stages.sample_size(20).throughput(Throughput::Elements(PAGES as u64));

    stages.bench_function("load", |b| b.iter_with_large_drop(|| load::load(&sources).unwrap()));

    stages.bench_function("load_convert_and_check", |b| {
        b.iter_with_large_drop(|| Workshop::open(&sources).unwrap());
    });

    stages.bench_function("render", |b| {
        let site = workshop.site().unwrap();
        b.iter(|| paths.iter().map(|path| black_box(site.file(path).unwrap()).unwrap().len()).sum::<usize>());
    });

    stages.bench_function("render_and_write", |b| {
        let number = Cell::new(0);
        let fresh = || {
            number.set(number.get() + 1);
            dir.path().join(format!("out-{}", number.get()))
        };
        b.iter_batched(fresh, |out| workshop.write(&out).unwrap(), BatchSize::PerIteration);
    });

    stages.bench_function("render_and_leave_alone", |b| {
        b.iter(|| workshop.write(&dir.path().join("first")).unwrap());
    });

    stages.throughput(Throughput::Elements(1));
    let changed = dir.path().join("pages/del-0/nb.md");
    let text = fs::read_to_string(&changed).unwrap();
    let mut number = 0;
    stages.bench_function("change_one_page_and_show_it", |b| {
        b.iter(|| {
            number += 1;
            fs::write(&changed, format!("{text}\nEndring {number}.\n")).unwrap();
            assert!(workshop.change(&[PathBuf::from(&changed)]).unwrap());
            workshop.site().unwrap().file("del-0/index.html").unwrap().unwrap().len()
        });
    });
    stages.finish();
}

/// Writes the site and tells the paths of its pages.
fn written(workshop: &Workshop, out: &std::path::Path) -> Vec<String> {
    workshop.write(out).unwrap();
    let list = fs::read_to_string(out.join(".site-gen")).unwrap();
    list.lines().filter(|path| path.ends_with("index.html")).map(str::to_owned).collect()
}

criterion_group!(all, stages);
criterion_main!(all);
