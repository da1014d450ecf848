using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using RealtimeHub.Transport.Hubs;
using RealtimeHub.Transport.Tests.Fuzzing;
using RealtimeHub.Transport.Tests.Support;

namespace RealtimeHub.Transport.Tests.Hubs;

/// <summary>Direct writes to connections that come and go all the time: each client only gets what was meant for it.</summary>
[Collection(nameof(AloneCollection))]
public sealed class DirectWriteTests
{
    private const int Clients = 4;
    private static readonly int Cycles = Campaign.Size(400, whenLong: 20_000);

    private readonly Targets _targets = new();
    private volatile bool _isOver;

    [Fact]
    public async Task Whoever_is_written_to_while_it_goes_gets_nothing_of_others()
    {
        await using var app = await DirectApp.StartAsync(app => app.MapDirectHub<NumberedHub>("/hub"), services => services.AddSingleton(_targets));
        var writer = new Thread(Write);
        writer.Start();
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(number => Task.Run(() => ComeAndGoAsync(app, number))));
        _isOver = true;
        writer.Join();

        await app.Metrics.WaitForFallAsync(DirectApp.Connections, 0);
    }

    /// <summary>One write at a time to each; those that are closed meanwhile answer with an error, and get nothing.</summary>
    private void Write()
    {
        while (!_isOver)
        {
            foreach (var (number, target) in _targets)
            {
                if (!target.Last.IsCompleted) continue;
                target.Last = target.Connection.WriteAsync(new MessageFrame(Encoding.ASCII.GetBytes(number), isText: true)).AsTask();
                if (target.Last.Exception?.InnerException is { } error) Assert.IsType<IOException>(error);
            }
        }
    }

    private static async Task ComeAndGoAsync(DirectApp app, int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < Cycles / Clients; i++)
        {
            var number = $"n{seed}-{i}";
            using var client = await app.OpenRawAsync($"/hub?number={number}", expectsAnswer: false);
            for (var left = random.Next(1, 5); left > 0;)
            {
                var text = (await client.ReadFrameAsync())!.Text;
                if (text[0] == '{') continue;
                Assert.Equal(number, text);
                left--;
            }

            if (random.Next(2) == 0) client.Reset();
            else await client.SendAsync(ClientFrame.Close(1000));
        }
    }

    private sealed class Targets : ConcurrentDictionary<string, Target>;

    private sealed class Target(IDirectConnectionFeature connection)
    {
        public IDirectConnectionFeature Connection => connection;

        public Task Last { get; set; } = Task.CompletedTask;
    }

    private sealed class NumberedHub(Targets targets) : Hub
    {
        private string Number => Context.GetHttpContext()!.Request.Query["number"].ToString();

        public override Task OnConnectedAsync()
        {
            targets[Number] = new Target(Context.Features.Get<IDirectConnectionFeature>()!);
            return Task.CompletedTask;
        }

        public override Task OnDisconnectedAsync(Exception? exception)
        {
            targets.TryRemove(Number, out _);
            return Task.CompletedTask;
        }
    }
}
