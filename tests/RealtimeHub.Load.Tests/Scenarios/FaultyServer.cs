using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace RealtimeHub.Load.Tests.Scenarios;

/// <summary>A push server of a few lines that does what a fault tells it: what is published goes as it came to all who follow the topic.</summary>
internal sealed class FaultyServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly IFault _fault;
    private readonly ConcurrentDictionary<Guid, (string Topic, ChannelWriter<Sent> Writer)> _followers = new();
    private int _published;

    private FaultyServer(WebApplication app, IFault fault)
    {
        (_app, _fault) = (app, fault);
        app.UseWebSockets();
        app.Map("/ws/{topic}", FollowAsync);
        app.MapPost("/v1/topics/{topic}/events", PublishAsync);
    }

    /// <summary>Where subscribers connect.</summary>
    public Uri Url => new($"{_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()}/ws/{{topic}}");

    public static async Task<FaultyServer> StartAsync(IFault fault)
    {
        var builder = WebApplication.CreateSlimBuilder(["--urls", "http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        var server = new FaultyServer(builder.Build(), fault);
        await server._app.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (_, (_, writer)) in _followers) writer.TryComplete();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task PublishAsync(string topic, HttpRequest request)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        var sent = _fault.On(Interlocked.Increment(ref _published), body.ToArray());
        foreach (var (follows, writer) in _followers.Values)
            if (follows == topic) foreach (var message in sent) writer.TryWrite(message);
    }

    private async Task FollowAsync(HttpContext context, string topic)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var messages = Channel.CreateUnbounded<Sent>();
        var id = Guid.NewGuid();
        _followers[id] = (topic, messages.Writer);
        try
        {
            await foreach (var (message, due) in messages.Reader.ReadAllAsync(context.RequestAborted))
            {
                // A timer ends up to a millisecond early.
                while (Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due) is var left && left > TimeSpan.Zero)
                    await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds)), TimeProvider.System);
                await socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, context.RequestAborted);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException)
        {
            // The run is over.
        }
        finally
        {
            _followers.TryRemove(id, out _);
        }
    }
}

/// <summary>A message, and when it may go, as a timestamp of <see cref="Stopwatch"/>.</summary>
internal readonly record struct Sent(ReadOnlyMemory<byte> Message, long Due);
