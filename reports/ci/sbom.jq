# The bill of materials of the programs in CycloneDX, from `cargo metadata`: what is linked into them.
def purl: "pkg:cargo/\(.name)@\(.version)";

. as $metadata
| ($checksums | split("\n") | map(select(. != "") | split(" ")) | map({key: "\(.[0]) \(.[1])", value: .[2]}) | from_entries) as $sums
| (reduce $metadata.packages[] as $package ({}; .[$package.id] = $package)) as $packages
| ($metadata.resolve.nodes
    | map({key: .id, value: [.deps[] | select(any(.dep_kinds[]; .kind == null)) | .pkg]}) | from_entries) as $edges
| [$metadata.packages[] | select(.source == null and (.name | IN("harness", "mock-bank", "mock-agency")))] as $roots
| ({seen: ($roots | map(.id)), next: ($roots | map(.id))}
    | until(.next == []; .seen as $seen | ([.next[] | $edges[.][]] | unique | map(select(. as $id | $seen | index($id) | not))) as $new
      | {seen: ($seen + $new), next: $new})
    | .seen | map($packages[.]) | sort_by(.name, .version)) as $linked
| ($roots[] | select(.name == "harness") | .version) as $version
| {
    bomFormat: "CycloneDX", specVersion: "1.5", version: 1,
    metadata: {
      timestamp: ($epoch | todate),
      component: {type: "application", name: "dsop-conformance", version: $version, "bom-ref": "dsop-conformance",
        licenses: [{expression: "MIT OR Apache-2.0"}]}
    },
    components: ([$linked[] | {
      type: (if .source == null and (.name | IN("harness", "mock-bank", "mock-agency")) then "application" else "library" end),
      name, version, "bom-ref": purl, purl: (if .source == null then null else purl end),
      description: (.description // "" | gsub("\\s+"; " ")),
      licenses: (if .license == null then null else [{expression: (.license | gsub("/"; " OR "))}] end),
      hashes: ($sums["\(.name) \(.version)"] | if . == null then null else [{alg: "SHA-256", content: .}] end)
    } | with_entries(select(.value != null and .value != ""))] + [
      {type: "library", name: "openssl", version: $openssl, "bom-ref": "openssl", purl: "pkg:generic/openssl@\($openssl)",
        description: "linked statically, from the system that built the programs"},
      {type: "library", name: "rust-std", version: $rust, "bom-ref": "rust-std", purl: "pkg:generic/rust-std@\($rust)",
        description: "the standard library of the compiler, linked statically"}
    ]),
    dependencies: ([{ref: "dsop-conformance", dependsOn: ([$roots[] | purl] | sort)}]
      + [$linked[] | {ref: purl, dependsOn: ([$edges[.id][] | $packages[.] | purl]
          + (if .name == "openssl-sys" then ["openssl"] else [] end) | unique)}])
  }
