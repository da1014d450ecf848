using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RealtimeHub.Ingest;
using RealtimeHub.Sources;

namespace RealtimeHub.Tests.Sources.Support;

/// <summary>The real supervisor, registered as in the server, with the sources of a test.</summary>
internal sealed class RunningSources : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly IHostedService _supervisor;

    private RunningSources(ServiceProvider services) =>
        (_services, _supervisor) = (services, services.GetServices<IHostedService>().Single());

    public RecordedLog Log { get; private init; } = new();

    public WatchedClock Clock { get; private init; } = new();

    public static async Task<RunningSources> StartAsync(
        IEventPublisher publisher, Action<SourceOptions>? configure = null, params IEventSource[] sources)
    {
        var (log, clock) = (new RecordedLog(), new WatchedClock());
        var services = new ServiceCollection()
            .AddSingleton<TimeProvider>(clock)
            .AddSingleton<ILoggerFactory>(log)
            .AddSingleton(typeof(ILogger<>), typeof(Logger<>))
            .AddSingleton(publisher)
            .AddSources()
            .Configure(configure ?? (_ => { }));
        foreach (var source in sources) services.AddEventSource(_ => source);

        var running = new RunningSources(services.BuildServiceProvider()) { Log = log, Clock = clock };
        await running._supervisor.StartAsync(CancellationToken.None);
        return running;
    }

    public Task StopAsync() => _supervisor.StopAsync(Patience.Token);

    /// <summary>Stops as a host does whose shutdown time is over already.</summary>
    public Task StopAtOnceAsync() => _supervisor.StopAsync(new CancellationToken(canceled: true));

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _services.DisposeAsync();
    }
}
