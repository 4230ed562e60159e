import io.github.flaremaven.cloudflare.it.ItProject

def project = ItProject.of(binding.variables)
assert project.failures()*.message == [
        'not healthy: good (status 200 instead of 204)',
        'not healthy: mistaken (it says environment "good" instead of "mistaken"), sick (it says status "degraded"), ' +
                'absent (status 404 instead of 200; version is missing instead of "7")']
def results = project.result('health').environments
assert results*.environment == ['good', 'mistaken', 'sick', 'absent']
assert results*.healthy == [true, false, false, false]
assert results*.httpStatus == [200, 200, 200, 404]
assert results*.version == ['7', '7', '7', null]
assert results*.reportedEnvironment == ['good', 'good', 'sick', null]
