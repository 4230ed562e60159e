import io.github.flaremaven.cloudflare.it.ItProject

def project = ItProject.of(binding.variables)
assert project.log().contains('<mesage> in the configuration of the plugin is unknown and ignored; did you mean <message>?')
assert project.result('versions').versions*.tag == ['arrives']
assert project.result('versions').versions.every { it.message != 'never arrives' }
