using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.DependencyInjection;
using RealtimeHub.Client.Wire;

namespace RealtimeHub.Client.Connecting;

/// <summary>Makes SignalR's connection the way we need it.</summary>
internal sealed class HubConnectionFactory
{
    private readonly Uri _address;
    private readonly RealtimeHubClientOptions _options;

    public HubConnectionFactory(Uri address, RealtimeHubClientOptions options) => (_address, _options) = (address, options);

    /// <param name="sink">Takes the server's own messages.</param>
    /// <param name="renewal">Knows the application's tokens; null when it has none.</param>
    public HubConnection Create(IServerMessageSink sink, TokenRenewal? renewal)
    {
        var builder = new HubConnectionBuilder().WithUrl(_address, _options.Transports, http =>
        {
            http.SkipNegotiation = _options.Transports == HttpTransportType.WebSockets;
            if (renewal is not null)
            {
                http.AccessTokenProvider = renewal.ProvideAsync;
            }

            _options.ConfigureHttp?.Invoke(http);
        });
        builder.WithServerTimeout(_options.ServerTimeout).WithKeepAliveInterval(_options.KeepAliveInterval);
        builder.Services.AddSingleton(_options.LoggerFactory);

        // The builder knows a JSON protocol already; the one that was registered last is taken.
        builder.Services.AddSingleton<IHubProtocol>(new RealtimeHubProtocol(sink));
        return builder.Build();
    }
}
