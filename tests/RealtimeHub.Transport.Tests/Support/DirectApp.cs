using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace RealtimeHub.Transport.Tests.Support;

/// <summary>A real Kestrel on the direct transport, on a free port. A warning in its log that was not announced fails the test.</summary>
internal sealed class DirectApp : IAsyncDisposable
{
    public const string Connections = "realtimehub.transport.connections";

    private readonly WebApplication _app;
    private readonly HashSet<int> _allowed = [];

    private DirectApp(WebApplication app, RecordedLog log)
    {
        (_app, Log) = (app, log);
        Metrics = new MetricWatch(app.Services.GetRequiredService<IMeterFactory>());
        Chosen = new ChosenWatch(app.Services.GetRequiredService<IMeterFactory>());
    }

    public RecordedLog Log { get; }

    public MetricWatch Metrics { get; }

    /// <summary>Which transports were taken, and why.</summary>
    public ChosenWatch Chosen { get; }

    public IServiceProvider Services => _app.Services;

    public IReadOnlyList<string> Addresses => [.. Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses];

    public Uri Address => new(Addresses[0]);

    public static Task<DirectApp> StartAsync(Action<WebApplication> map, Action<IServiceCollection>? addServices = null) =>
        StartAsync(map, addServices ?? (_ => { }), kestrel => kestrel.ListenLocalhostOn0());

    public static async Task<DirectApp> StartAsync(Action<WebApplication> map, Action<IServiceCollection> addServices, Action<KestrelServerOptions> listen)
    {
        var log = new RecordedLog();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(listen);
        builder.Logging.AddProvider(log).SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddRouting().AddDirectTransport(options => options.Loops = 2).AddSignalR();
        addServices(builder.Services);
        var app = builder.Build();
        map(app);
        var direct = new DirectApp(app, log);
        await app.StartAsync();
        return direct;
    }

    public Uri At(string path) => new(Address, path);

    /// <summary>Says that this event id may appear in the log.</summary>
    public DirectApp Allows(int eventId)
    {
        _allowed.Add(eventId);
        return this;
    }

    public Task StopAsync() => _app.StopAsync(Patience.Token);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        Metrics.Dispose();
        Chosen.Dispose();
        Assert.DoesNotContain(Log.Entries, entry => entry.Level >= LogLevel.Warning && !_allowed.Contains(entry.EventId));
    }
}
