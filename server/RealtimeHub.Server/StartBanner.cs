using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Options;
using RealtimeHub.Configuration;
using RealtimeHub.Transport;

namespace RealtimeHub.Server;

/// <summary>Says at the start where the server listens, what it keeps, and what its limits are.</summary>
internal static partial class StartBanner
{
    public static void AnnounceStart(this WebApplication app) =>
        app.Lifetime.ApplicationStarted.Register(() => Announce(app));

    private static void Announce(WebApplication app)
    {
        var options = app.Services.GetRequiredService<IOptions<RealtimeHubOptions>>().Value;
        var version = typeof(StartBanner).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "?";
        var addresses = string.Join(", ", app.Urls);
        var (transport, storage) = (Transport(app), StorageOf(options));
        LogStarted(app.Logger, version, addresses, app.Environment.EnvironmentName, transport, storage,
            options.Topics.MaxTopics, options.Ingest.MaxEventBytes, options.Connections.MaxSubscriptions, options.Namespaces.Count);
        if (app.Environment.IsDevelopment())
        {
            LogAnonymous(app.Logger);
            Console.Out.WriteLine(Text(version, app.Urls.FirstOrDefault() ?? "", transport, options));
        }
    }

    /// <summary>Connections with TLS, and Unix sockets, cannot be served directly, whatever the machine can do.</summary>
    private static string Transport(WebApplication app) =>
        app.Urls.All(url => url.StartsWith("https:", StringComparison.OrdinalIgnoreCase) || url.StartsWith("http://unix:", StringComparison.OrdinalIgnoreCase))
            ? "SignalR's own (TLS, or a Unix socket)"
            : app.Services.DescribeTransport();

    private static string StorageOf(RealtimeHubOptions options) => string.IsNullOrWhiteSpace(options.Redis.Configuration) ? "memory" : "Redis";

    private static string Text(string version, string address, string transport, RealtimeHubOptions options)
    {
        var shown = address.Replace("[::]", "localhost", StringComparison.Ordinal).Replace("0.0.0.0", "localhost", StringComparison.Ordinal).TrimEnd('/');
        var settings = options.DefaultNamespace;
        var namespaces = options.Namespaces.Count == 0 ? "none but the default" : string.Join(", ", options.Namespaces.Keys.Order(StringComparer.Ordinal));
        return string.Create(CultureInfo.InvariantCulture, $"""

              RealtimeHub {version}

              Dashboard    {shown}/
              Hub          {shown}/hub        any SignalR client, JSON or MessagePack
              HTTP         {shown}/v1         described at {shown}/docs

              WebSockets   {transport}
              Storage      {StorageOf(options)}: {settings.MaxEvents:N0} events, {settings.MaxBytes / 1024.0 / 1024.0:0.#} MiB, {settings.MaxAge:g} per topic (default namespace)
              Namespaces   {namespaces}
              Limits       {options.Topics.MaxTopics:N0} topics, {options.Ingest.MaxEventBytes / 1024.0:0.#} KiB an event, {options.Connections.MaxSubscriptions} subscriptions a connection

              Try          curl --json '"hello"' {shown}/v1/topics/news/events

            """);
    }

    [LoggerMessage(EventId = 2001, Level = LogLevel.Information,
        Message = "RealtimeHub {Version} listens on {Addresses} in {Environment}: transport {Transport}, storage {Storage}, {MaxTopics} topics, {MaxEventBytes} bytes an event, {MaxSubscriptions} subscriptions a connection, {Namespaces} namespaces.")]
    private static partial void LogStarted(
        ILogger logger, string version, string addresses, string environment, string transport, string storage,
        int maxTopics, int maxEventBytes, int maxSubscriptions, int namespaces);

    [LoggerMessage(EventId = 2002, Level = LogLevel.Warning,
        Message = "Development: clients and publishers on this machine need no key. Elsewhere they do: see RealtimeHub:Access.")]
    private static partial void LogAnonymous(ILogger logger);
}
