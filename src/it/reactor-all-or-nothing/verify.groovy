import io.github.flaremaven.cloudflare.it.ItProject

def project = ItProject.of(binding.variables)
assert project.failures()*.project == ['second'] * 4
assert project.failures()*.message.toSet() == ['src/index.js:3:33: Expected ")" but found ";"'].toSet()
assert !project.hasState() : 'not even an embedded Cloudflare was started'

project.replace('second/src/index.js', '"second"', '"second")')
project.maven().run('-T', '2', 'cloudflare:deploy', '-Dcloudflare.local')
project.serve().withCloseable { cloudflare ->
    assert cloudflare.workers.toSet() == ['first', 'second'].toSet()
    assert ['first', 'second'].every { cloudflare.get(it, '/').body == it }
}
