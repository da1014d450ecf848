using System.Diagnostics.Metrics;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using RealtimeHub.Contracts;
using RealtimeHub.Ingest;
using RealtimeHub.Server;
using Serilog;
using Serilog.Events;

namespace RealtimeHub.TestKit;

/// <summary>The real server on a real Kestrel, on a free port. A warning or an error in its log that was not announced fails the test.</summary>
public sealed class TestServer : IAsyncDisposable
{
    /// <summary>Set to <c>signalr</c>, it runs all tests over SignalR's own transport.</summary>
    private const string TransportVariable = "REALTIMEHUB_TEST_TRANSPORT";

    private readonly WebApplication _app;
    private readonly LogCollector _log;

    private TestServer(WebApplication app, LogCollector log, Uri address)
    {
        _app = app;
        _log = log;
        Address = address;
        Http = new HttpClient { BaseAddress = address };
        Metrics = new MetricWatch(app.Services.GetRequiredService<IMeterFactory>());
    }

    /// <summary>Whether WebSockets take the direct transport in this run of the tests.</summary>
    public static bool IsDirect => Environment.GetEnvironmentVariable(TransportVariable) != "signalr";

    public Uri Address { get; }

    public Uri Hub => new(Address, HubNames.Path);

    public HttpClient Http { get; }

    public MetricWatch Metrics { get; }

    public IServiceProvider Services => _app.Services;

    public IEventPublisher Publisher => Services.GetRequiredService<IEventPublisher>();

    /// <param name="settings">Settings below <c>RealtimeHub</c>, such as <c>("DefaultNamespace:MaxEvents", "10")</c>.</param>
    public static Task<TestServer> StartAsync(params (string Name, string Value)[] settings) =>
        StartAsync(port: 0, "Development", settings);

    public static Task<TestServer> StartAsync(int port, string environment, params (string Name, string Value)[] settings) =>
        StartAsync(port, environment, _ => { }, settings);

    public static async Task<TestServer> StartAsync(
        int port, string environment, Action<WebApplicationBuilder> configure, params (string Name, string Value)[] settings)
    {
        var log = new LogCollector();
        string[] args =
        [
            "--environment", environment, "--urls", $"http://127.0.0.1:{port}",
            "--RealtimeHub:Sources:HostMetrics:Enabled=false", "--RealtimeHub:Transport:OtherTransports=true", $"--RealtimeHub:Transport:Direct={IsDirect}",
            .. settings.Select(setting => $"--RealtimeHub:{setting.Name}={setting.Value}"),
        ];
        var app = ServerApp.Build(args, builder =>
        {
            builder.Services.AddSerilog(
                new LoggerConfiguration().MinimumLevel.Override("Microsoft", LogEventLevel.Warning)

                    // As the server's own settings have it: who asks for its health hears why it is not good.
                    .MinimumLevel.Override("Microsoft.Extensions.Diagnostics.HealthChecks", LogEventLevel.Fatal).WriteTo.Sink(log).CreateLogger(), dispose: true);
            configure(builder);
        });
        await app.StartAsync();
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return new TestServer(app, log, new Uri(address));
    }

    /// <summary>Says that this event id may appear in the log.</summary>
    public TestServer Allows(int eventId)
    {
        _log.Allow(eventId);
        return this;
    }

    /// <summary>Keeps what is logged with this event id from now on.</summary>
    public TestServer Keeps(int eventId)
    {
        _log.Keep(eventId);
        return this;
    }

    /// <summary>What each event that was kept carries: the values in its text, and those of the scopes around it.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, object?>> Kept(int eventId) => _log.Kept(eventId);

    /// <summary>How often this event was logged.</summary>
    public int Logged(int eventId) => _log.CountOf(eventId);

    /// <summary>Waits until this event has been logged so often.</summary>
    public Task WaitForLogAsync(int eventId, int atLeast) => _log.WaitForAsync(eventId, atLeast);

    /// <summary>Publishes each value in order and returns the position of the last.</summary>
    public async Task<StreamPosition> PublishAsync<T>(string topic, params T[] values)
    {
        var last = new StreamPosition();
        foreach (var value in values)
        {
            last = await Publisher.PublishAsync(topic, value) switch
            {
                PublishOutcome.Accepted accepted => accepted.Position,
                var other => throw new InvalidOperationException($"Not accepted: {other}"),
            };
        }

        return last;
    }

    public Task<HttpResponseMessage> PostAsync(string path, string body, string contentType = "application/json") =>
        Http.PostAsync(new Uri(path, UriKind.Relative), new StringContent(body, Encoding.UTF8, contentType));

    public async Task<JsonElement> GetJsonAsync(string path) =>
        await Http.GetFromJsonAsync<JsonElement>(new Uri(path, UriKind.Relative));

    public Task<BareClient> ConnectAsync(Wire wire = Wire.WebSocketsJson) => BareClient.ConnectAsync(Hub, wire);

    public Task<BareClient> ConnectReadingMetaAsync(Wire wire = Wire.WebSocketsJson) => BareClient.ConnectReadingMetaAsync(Hub, wire);

    /// <summary>Stops the server as Ctrl+C does.</summary>
    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        Metrics.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        if (_log.Unexpected is { Count: > 0 } unexpected)
        {
            throw new InvalidOperationException("Unexpected in the server's log:\n" + string.Join("\n", unexpected));
        }
    }
}
