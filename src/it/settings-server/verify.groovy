import io.github.flaremaven.cloudflare.it.ItProject

def project = ItProject.of(binding.variables)
def account = '0123456789abcdef0123456789abcdef'
def maven = project.maven().withSettings("""
  <servers>
    <server>
      <id>cloudflare</id>
      <password>{Sx/oD9WzBt4HFVhC17UPtwXCwu47tAeRUGDPr62tru11Wcdj5E1MKoD7dAuIimk/}</password>
      <configuration>
        <accountId>$account</accountId>
      </configuration>
    </server>
  </servers>
""")
project.startCloudflare().withCloseable { cloudflare ->
    cloudflare.relay().withCloseable { api ->
        def base = "-Dcloudflare.apiBaseUrl=$api.apiBase"
        def undecryptable = maven.tryRun('cloudflare:deploy', base, '-Dsettings.security=nowhere.xml')
        assert undecryptable.exit != 0
        assert api.calls == [] : 'an encrypted password is never sent as a token'

        maven.run('cloudflare:deploy', base, "-Dsettings.security=$basedir/settings-security.xml")
        assert api.calls*.authorization.toSet() == ['Bearer canary-token-of-settings'].toSet()
        assert api.calls.every { it.target.startsWith("/client/v4/accounts/$account/") }
    }
    assert cloudflare.get('settings-server', '/').json == [worker: 'settings-server']
}
assert !project.log().contains('canary')
