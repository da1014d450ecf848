using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using RealtimeHub.Load.Targets;

namespace RealtimeHub.Load.Checks;

/// <summary>The smallest server there is, running as a process of its own.</summary>
internal sealed class Floor : IAsyncDisposable
{
    private const string ServerCoreVariable = "LOAD_SERVER_CORE";
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly Process _process;

    private Floor(Process process, int port) => (_process, Port) = (process, port);

    public int Port { get; }

    public int ProcessId => _process.Id;

    /// <summary>Where events of a topic are published.</summary>
    public Uri Publish(string topic) => new($"http://127.0.0.1:{Port}/v1/topics/{topic}/events");

    /// <summary>User and system time that it has used.</summary>
    public TimeSpan Cpu
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public static async Task<Floor> StartAsync(CancellationToken stop)
    {
        var program = await NativeProgram.CompileAsync("floor", stop);
        var port = FreePort.Find();
        var number = port.ToString(CultureInfo.InvariantCulture);
        var process = Environment.GetEnvironmentVariable(ServerCoreVariable) is { } core
            ? NativeProgram.Start("taskset", ["-c", core, program, number])
            : NativeProgram.Start(program, [number]);
        process.BeginErrorReadLine();
        var floor = new Floor(process, port);
        await floor.WaitUntilReadyAsync(stop);
        return floor;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task WaitUntilReadyAsync(CancellationToken stop)
    {
        for (var clock = Stopwatch.StartNew(); ;)
        {
            try
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync(IPAddress.Loopback, Port, stop);
                return;
            }
            catch (SocketException) when (!_process.HasExited && clock.Elapsed < StartLimit)
            {
                await Task.Delay(Pause, TimeProvider.System, stop);
            }
        }
    }
}
