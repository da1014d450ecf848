using MessagePack;
using MessagePack.Resolvers;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using RealtimeHub.Configuration;
using RealtimeHub.FanOut.Encoding;
using RealtimeHub.Ingest;
using RealtimeHub.Presence;

namespace RealtimeHub.Hubs;

/// <summary>Registers the hub with protocols of its own, so that other hubs of the same application keep theirs.</summary>
internal static class HubServices
{
    private static readonly string[] Protocols = ["json", "messagepack"];

    public static IServiceCollection AddHubs(this IServiceCollection services)
    {
        // SignalR looks at the options of a hub only when this has announced them; what is configured below overrides the global ones.
        services.AddSignalR().AddHubOptions<EventHub>(_ => { });
        services.AddSingleton<HubLifetimeManager<EventHub>, EventHubLifetime>().AddSingleton<TokenRefresh>()
            .AddSingleton<SubscribeCall>().AddSingleton<ServerSubscriptions>().AddSingleton<PresenceCalls>().AddSingleton<TaskCalls>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<HubConnectionHandler<EventHub>>(provider, MakeResolver()));
        services.AddOptions<HubOptions<EventHub>>().Configure<IOptions<RealtimeHubOptions>>((hub, options) =>
        {
            hub.SupportedProtocols = [.. Protocols];
            hub.MaximumReceiveMessageSize = options.Value.Connections.MaxMessageBytes;

            // The details tell ClientProtocol why a call or a connection failed. It puts codes in their place: none reaches a client.
            hub.EnableDetailedErrors = true;
            hub.MaximumParallelInvocationsPerClient = 1;
            hub.HandshakeTimeout = TimeSpan.FromSeconds(10);

            // SignalR would only begin to watch a client after its first ping. SilenceWatch watches all of them.
            hub.ClientTimeoutInterval = TimeSpan.MaxValue;

            // The shards ping, through the same gate as their other writes, and spread over the interval.
            hub.KeepAliveInterval = TimeSpan.MaxValue;
        });
        return services;
    }

    private static OwnProtocols MakeResolver()
    {
        var json = new JsonHubProtocolOptions();
        json.PayloadSerializerOptions.Converters.Add(new EventDataJson());
        json.PayloadSerializerOptions.Converters.Add(new HistoryJson());
        json.PayloadSerializerOptions.Converters.Add(new PresenceJsonConverter());
        var messagePack = new MessagePackHubProtocolOptions
        {
            SerializerOptions = MessagePackSerializerOptions.Standard
                .WithResolver(CompositeResolver.Create(
                    [new EventDataMessagePack(), new HistoryMessagePack(), new PresenceMessagePack(), new SubscribeReplyMessagePack(), new RateReplyMessagePack(), new TaskReportMessagePack()], [StandardResolver.Instance]))
                .WithSecurity(MessagePackSecurity.UntrustedData),
        };
        return new OwnProtocols(
            new ClientProtocol(new JsonHubProtocol(Options.Create(json))),
            new ClientProtocol(new MessagePackHubProtocol(Options.Create(messagePack))));
    }

    /// <summary>Each connection gets an object of its own, which knows what the connection has asked for.</summary>
    private sealed class OwnProtocols(params ClientProtocol[] protocols) : IHubProtocolResolver
    {
        public IReadOnlyList<IHubProtocol> AllProtocols => protocols;

        public IHubProtocol? GetProtocol(string protocolName, IReadOnlyList<string>? supportedProtocols) =>
            Array.Find(protocols, protocol => string.Equals(protocol.Name, protocolName, StringComparison.OrdinalIgnoreCase)) is { } known
                ? new MeteredProtocol(known)
                : null;
    }
}
