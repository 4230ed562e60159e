import io.github.flaremaven.cloudflare.it.ItProject

def project = ItProject.of(binding.variables)
def base = 'http://api.cloudflare.test/client/v4'
project.startCloudflare().withCloseable { cloudflare ->
    cloudflare.relay().withCloseable { relay ->
        def maven = project.maven().with('CLOUDFLARE_API_TOKEN', 'token').withSettings("""
  <proxies>
    <proxy>
      <id>company</id>
      <active>true</active>
      <protocol>http</protocol>
      <host>127.0.0.1</host>
      <port>$relay.port</port>
      <nonProxyHosts>127.0.0.1|*.internal</nonProxyHosts>
    </proxy>
  </proxies>
""")
        maven.run('cloudflare:deploy', "-Dcloudflare.apiBaseUrl=$base")
        assert relay.calls
        assert relay.calls.every { it.target.startsWith("$base/") } : 'as a proxy is asked'

        relay.calls.clear()
        maven.run('cloudflare:versions', "-Dcloudflare.apiBaseUrl=$relay.apiBase")
        assert relay.calls
        assert relay.calls.every { it.target.startsWith('/client/v4/') } : 'as a server is asked'
    }
    assert cloudflare.get('settings-proxy', '/').json == [worker: 'settings-proxy']
}
