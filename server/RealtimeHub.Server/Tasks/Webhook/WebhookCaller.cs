using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Options;

namespace RealtimeHub.Server.Tasks.Webhook;

/// <summary>Calls others over connections that are kept, and only those who may be called: the address is looked at after the name was resolved, so that no name leads inside.</summary>
internal sealed class WebhookCaller : IDisposable
{
    private const int MaxDrainedBytes = 64 * 1_024;

    private readonly WebhookTaskOptions _options;
    private readonly HostGate _gate;
    private readonly HttpClient _http;

    public WebhookCaller(IOptions<WebhookTaskOptions> options)
    {
        _options = options.Value;
        _gate = new HostGate(_options.ConnectionsPerHost);
        _http = new HttpClient(new SocketsHttpHandler
        {
            // A redirect could lead anywhere, and a proxy resolves names itself.
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            MaxConnectionsPerServer = _options.ConnectionsPerHost,

            // Who has moved is found again.
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            ConnectTimeout = _options.CallTimeout,
            MaxResponseDrainSize = MaxDrainedBytes,
            ActivityHeadersPropagator = null,
            ConnectCallback = ConnectAsync,
        }) { Timeout = Timeout.InfiniteTimeSpan };
        _http.DefaultRequestHeaders.UserAgent.ParseAdd("RealtimeHub");
    }

    /// <summary>Waits until there can be a connection for one more call.</summary>
    /// <returns>To be disposed of when the call is over.</returns>
    public Task<IDisposable> WaitForTurnAsync(Uri url, CancellationToken cancellationToken) => _gate.EnterAsync(url, cancellationToken);

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);

    /// <summary>The beginning of an answer; of the rest nothing is kept. What breaks off, or takes too long, ends there: how the answer was meant is known before.</summary>
    public static async Task<string> ReadAsync(HttpResponseMessage answer, int most, CancellationToken cancellationToken)
    {
        var buffer = new byte[most];
        var read = 0;
        try
        {
            await using var body = await answer.Content.ReadAsStreamAsync(cancellationToken);
            while (read < most && await body.ReadAsync(buffer.AsMemory(read), cancellationToken) is var count and > 0) read += count;
        }
        catch (Exception e) when (e is IOException or HttpRequestException or OperationCanceledException)
        {
            // As said above.
        }

        return Encoding.UTF8.GetString(buffer, 0, read);
    }

    public void Dispose() => _http.Dispose();

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        if (_options.AllowedHosts.Count > 0 && !_options.AllowedHosts.Exists(listed => Fits(listed, host))) throw new ForbiddenAddressException($"{host} may not be called: see RealtimeHub:Tasks:Webhook:AllowedHosts");
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await Dns.GetHostAddressesAsync(host, cancellationToken);
        var allowed = _options.AllowPrivateAddresses ? addresses : [.. addresses.Where(PublicAddress.Is)];
        if (allowed.Length == 0) throw new ForbiddenAddressException($"{host} has no public address: see RealtimeHub:Tasks:Webhook:AllowPrivateAddresses");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            // To the addresses that were looked at: a second look-up of the name could tell others.
            await socket.ConnectAsync(allowed, port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static bool Fits(string allowed, string host) =>
        allowed.StartsWith("*.", StringComparison.Ordinal) ? host.EndsWith(allowed[1..], StringComparison.OrdinalIgnoreCase) : host.Equals(allowed, StringComparison.OrdinalIgnoreCase);
}

/// <summary>Somebody wants to call whom nobody may call from here.</summary>
internal sealed class ForbiddenAddressException(string message) : IOException(message);
