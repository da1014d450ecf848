using RealtimeHub.Load.Targets;

namespace RealtimeHub.Load.Tests.Targets;

public sealed class ServerProcessTests
{
    private static readonly Uri Nowhere = new("http://127.0.0.1:1");

    [Fact]
    public async Task A_server_runs_as_a_process_of_its_own_until_the_run_is_over()
    {
        var address = new Uri($"http://127.0.0.1:{FreePort.Find()}");
        var server = await ServerProcess.StartAsync(CommandFor(address), new Pinning(), Patience.Token);
        var id = server.Id;
        var usage = new ServerUsage(id).Read();
        Assert.True(usage.MemoryBytes > 1 << 20);
        Assert.True(usage.Cpu.Total > TimeSpan.Zero);
        Assert.False(server.Ended.IsCancellationRequested);

        await server.DisposeAsync();
        Assert.Throws<LoadException>(() => new ServerUsage(id));
    }

    [Fact]
    public async Task A_server_that_does_not_start_says_why()
    {
        var command = new ServerCommand { Line = ["sh", "-c", "echo wrong setting; exit 3"], Folder = AppContext.BaseDirectory, ReadyUrl = Nowhere };
        var failure = await Assert.ThrowsAsync<LoadException>(() => ServerProcess.StartAsync(command, new Pinning(), Patience.Token));
        Assert.Contains("code 3", failure.Message, StringComparison.Ordinal);
        Assert.Contains("wrong setting", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_the_last_lines_of_a_server_are_kept()
    {
        var lines = new LastLines(capacity: 2);
        foreach (var line in (string?[])["a", "b", null, "c"]) lines.Add(line);
        Assert.Equal("b\nc", lines.ToString());
    }

    private static ServerCommand CommandFor(Uri address) => new()
    {
        Line = ["dotnet", Path.Combine(AppContext.BaseDirectory, "RealtimeHub.Server.dll"), "--urls", address.GetLeftPart(UriPartial.Authority)],
        Folder = AppContext.BaseDirectory,
        Environment = new Dictionary<string, string> { ["ASPNETCORE_ENVIRONMENT"] = "Development" },
        ReadyUrl = new Uri(address, "/health/ready"),
    };
}
