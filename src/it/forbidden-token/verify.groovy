import io.github.flaremaven.cloudflare.it.ItProject

def project = ItProject.of(binding.variables)
def instead = '; set the environment variable CLOUDFLARE_API_TOKEN, or a <server> with the id cloudflare in settings.xml, ' +
        'and make a new token, because this one may have been seen'
assert project.failures()*.message == [
        '-Dcloudflare.apiToken is refused: every process of the machine can read the command line' + instead,
        'the property cloudflare.apiToken is refused: a POM is no place for a secret' + instead,
        '<apiToken> is refused: a POM is no place for a secret' + instead]
assert !project.log().contains('canary')
assert !project.hasState()
