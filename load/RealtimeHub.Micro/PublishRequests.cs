using BenchmarkDotNet.Attributes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RealtimeHub.Hosting;
using RealtimeHub.Micro.Support;

namespace RealtimeHub.Micro;

/// <summary>What does an event cost that is published over HTTP, from the request that the web server has read to the answer that it sends?</summary>
public class PublishRequests
{
    private const string Key = "the-key-of-the-benchmark";

    private WebApplication _app = null!;
    private HandedRequests _requests = null!;

    [GlobalSetup]
    public async Task Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.AddRealtimeHub(options => options.Access.ApiKeys = [Key]);
        builder.Services.AddSingleton<IServer, HandedRequests>();
        _app = builder.Build();
        _app.MapRealtimeHub();
        await _app.StartAsync();
        _requests = (HandedRequests)_app.Services.GetRequiredService<IServer>();
    }

    [Benchmark]
    public Task An_event_is_published_with_a_key() => _requests.PostAsync("/v1/topics/eurusd/events", Key, Given.Event().Data);

    [GlobalCleanup]
    public async Task Stop() => await _app.DisposeAsync();
}
