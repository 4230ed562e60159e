import io.github.flaremaven.cloudflare.it.ItProject

def project = ItProject.of(binding.variables)
assert project.result('bundle').largestInputs*.path.toSet() == [
        'src/index.ts',
        'target/cloudflare/node_modules/escape-html/index.js',
        'target/cloudflare/node_modules/ms/index.js'].toSet()
project.serve().withCloseable {
    assert it.get('npm-library', '/?text=%3Cb%3E&time=2h').json == [safe: '&lt;b&gt;', milliseconds: 7200000]
}
