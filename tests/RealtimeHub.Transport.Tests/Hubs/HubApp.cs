using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using RealtimeHub.Transport.Tests.Support;

namespace RealtimeHub.Transport.Tests.Hubs;

/// <summary>An application with an <see cref="OrdinaryHub"/> at <c>/hub</c>.</summary>
internal static class HubApp
{
    public const char End = '\u001e';

    public static Task<DirectApp> StartAsync(
        Action<DirectHubOptions>? configure = null, Action<HubOptions>? signalR = null, Action<IServiceCollection>? addServices = null) =>
        DirectApp.StartAsync(app => app.MapDirectHub<OrdinaryHub>("/hub", configure), services =>
        {
            services.AddSingleton<HubWatch>().AddSignalR(signalR ?? (_ => { })).AddMessagePackProtocol();
            addServices?.Invoke(services);
        });

    public static HubWatch Watch(this DirectApp app) => app.Services.GetRequiredService<HubWatch>();

    /// <summary>A client of Microsoft's, with nothing that is special.</summary>
    public static async Task<HubConnection> ConnectAsync(
        this DirectApp app, string path = "/hub", bool skipsNegotiation = false, bool binary = false,
        Action<Microsoft.AspNetCore.Http.Connections.Client.HttpConnectionOptions>? configure = null)
    {
        var builder = new HubConnectionBuilder().WithUrl(app.At(path), options =>
        {
            options.SkipNegotiation = skipsNegotiation;
            if (skipsNegotiation) options.Transports = HttpTransportType.WebSockets;
            configure?.Invoke(options);
        });
        if (binary) builder.AddMessagePackProtocol();
        var connection = builder.Build();
        await connection.StartAsync(Patience.Token);
        return connection;
    }

    /// <summary>A bare WebSocket that has shaken hands with the hub.</summary>
    public static async Task<RawClient> OpenRawAsync(this DirectApp app, string path = "/hub", bool expectsAnswer = true)
    {
        var client = await RawClient.OpenAsync(app.At(path));
        await client.SendAsync(ClientFrame.Text($$"""{"protocol":"json","version":1}{{End}}"""));
        if (expectsAnswer) Assert.Equal($"{{}}{End}", (await client.ReadFrameAsync())!.Text);
        return client;
    }

    public static ClientFrame Call(string method, params string[] arguments) =>
        ClientFrame.Text($$"""{"type":1,"invocationId":"1","target":"{{method}}","arguments":[{{string.Join(',', arguments.Select(text => $"\"{text}\""))}}]}{{End}}""");

    /// <summary>Calls <c>Echo</c> and checks the answer: the connection works.</summary>
    public static async Task ExpectEchoAsync(this RawClient client, string text)
    {
        await client.SendAsync(Call("Echo", text));
        Assert.Equal($$"""{"type":3,"invocationId":"1","result":"{{text}}"}{{End}}""", (await client.ReadFrameAsync())!.Text);
    }
}
