import io.github.flaremaven.cloudflare.it.ItProject

def project = ItProject.of(binding.variables)
assert project.failures()*.message == [
        'toml-syntax.toml:6:18: Unexpected end of line, expected " or a character',
        'wrong-type.toml:6:1: limits.cpu_ms must be a number, found "fast"',
        'missing-main.toml: there is nothing to deploy: set "main" to the entry module, or "assets" to a folder of files',
        "missing-file.toml:2:1: main \"src/nowhere.js\" does not exist (looked for $basedir/src/nowhere.js)",
        'bad-date.toml:3:1: compatibility_date "2026-02-30" is not in the calendar',
        'duplicate-binding.toml:10:1: two bindings are called "STORE": kv_namespaces[0].binding and ' +
                'r2_buckets[0].binding; each name can be used once',
        'the config has no environment "qa"; it defines "staging", "production"',
        'the config defines the environments "staging", "production" and the build names none: add -Denv=<name>, ' +
                'or -Denv= (empty) for the top level',
        'src/broken.js:3:32: Expected ")" but found ";"',
        "cannot upload the Worker bad-config: Service binding 'BACKEND' references Worker 'nobody' which was not found. " +
                'Verify the Worker exists in your account and that the service name in your configuration is correct. ' +
                '[code: 10143] (PUT /accounts/10ca110ca110ca110ca110ca110ca110/workers/scripts/bad-config' +
                '?excludeScript=true&bindings_inherit=strict → 400)',
]*.toString()
assert project.log() =~ /cpu_ms = "fast"\R\[ERROR\]   \^\s+(\[ERROR\] )?-> / : 'the line with a caret, and nothing after it'
assert project.result('validate-config').warnings == [[file: 'unknown-key.toml', line: 4, column: 1,
        message: 'unknown key "compatability_flags" at the top level, ignored; did you mean "compatibility_flags"?']]
project.serve().withCloseable { assert it.workers == [] }
