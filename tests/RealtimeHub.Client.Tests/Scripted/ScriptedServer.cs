using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace RealtimeHub.Client.Tests.Scripted;

/// <summary>A real Kestrel with a real SignalR hub at <c>/hub</c>, whose every answer the test gives.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Channel<HubCall> _calls = Channel.CreateUnbounded<HubCall>();
    private readonly Channel<ServerConnection> _connections = Channel.CreateUnbounded<ServerConnection>();
    private readonly WebApplication _app;

    private ScriptedServer(int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseKestrel().UseUrls($"http://127.0.0.1:{port}");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(this);
        builder.Services.AddSignalR(hub => hub.MaximumParallelInvocationsPerClient = 100);

        // After SignalR's own of the same name: the last one is taken.
        builder.Services.AddSingleton<IHubProtocol, ScriptedProtocol>();
        _app = builder.Build();
        _app.MapHub<ScriptedHub>("/hub");
    }

    public string Address => _app.Urls.Single();

    public int Port => new Uri(Address).Port;

    public static async Task<ScriptedServer> StartAsync(int port = 0)
    {
        var server = new ScriptedServer(port);
        await server._app.StartAsync();
        return server;
    }

    /// <summary>The next connection that was made.</summary>
    public async Task<ServerConnection> ConnectionAsync() => await _connections.Reader.ReadAsync().AsTask().WaitAsync(Patience);

    /// <summary>The next call of any client, which must be to this method.</summary>
    public async Task<HubCall> CallAsync(string method)
    {
        var call = await _calls.Reader.ReadAsync().AsTask().WaitAsync(Patience);
        Assert.Equal(method, call.Method);
        return call;
    }

    public Task<HubCall> SubscribeAsync() => CallAsync("Subscribe");

    public bool HasUnreadCalls => _calls.Reader.TryPeek(out _);

    public void NoteConnection(HubCallerContext context)
    {
        var clients = _app.Services.GetRequiredService<IHubContext<ScriptedHub>>().Clients;
        _connections.Writer.TryWrite(new ServerConnection(context, clients.Client(context.ConnectionId)));
    }

    public Task<Answer> TakeAsync(string method, params object?[] arguments)
    {
        var call = new HubCall(method, arguments);
        _calls.Writer.TryWrite(call);
        return call.Answer;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
