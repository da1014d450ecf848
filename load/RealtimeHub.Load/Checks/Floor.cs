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
    private readonly LastLines _output = new(20);

    private Floor(Process process, int port)
    {
        (_process, Port) = (process, port);
        process.OutputDataReceived += (_, line) => _output.Add(line.Data);
        process.ErrorDataReceived += (_, line) => _output.Add(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int Port { get; }

    public int ProcessId => _process.Id;

    /// <summary>Where events of a topic are published.</summary>
    public Uri Publish(string topic) => new($"http://127.0.0.1:{Port}/v1/topics/{topic}/events");

    /// <summary>User and system time that it has used.</summary>
    /// <exception cref="LoadException">It has ended.</exception>
    public TimeSpan Cpu
    {
        get
        {
            _process.Refresh();
            return _process.HasExited ? throw new LoadException($"the smallest server ended:\n{_output}") : _process.TotalProcessorTime;
        }
    }

    /// <exception cref="LoadException">It does not start.</exception>
    public static async Task<Floor> StartAsync(CancellationToken stop) =>
        await StartAsync(await NativeProgram.CompileAsync("floor", stop), FreePort.Find(), stop);

    /// <param name="program">A server whose only argument is its port.</param>
    /// <param name="port">Where it has to answer.</param>
    /// <param name="stop">Breaks off; nothing is left then.</param>
    /// <exception cref="LoadException">It does not start.</exception>
    public static async Task<Floor> StartAsync(string program, int port, CancellationToken stop)
    {
        var number = port.ToString(CultureInfo.InvariantCulture);
        var floor = new Floor(
            Environment.GetEnvironmentVariable(ServerCoreVariable) is { } core
                ? NativeProgram.Start("taskset", ["-c", core, program, number])
                : NativeProgram.Start(program, [number]),
            port);
        try
        {
            await floor.WaitUntilReadyAsync(stop);
            return floor;
        }
        catch
        {
            await floor.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task WaitUntilReadyAsync(CancellationToken stop)
    {
        for (var clock = Stopwatch.StartNew(); !await AnswersAsync(stop);)
        {
            if (_process.HasExited)
            {
                await _process.WaitForExitAsync(stop); // and for the last of what it wrote
                throw new LoadException($"the smallest server ended with code {_process.ExitCode}:\n{_output}");
            }

            if (clock.Elapsed > StartLimit) throw new LoadException($"the smallest server does not answer after {StartLimit.TotalSeconds:0} s:\n{_output}");
            await Task.Delay(Pause, TimeProvider.System, stop);
        }
    }

    private async Task<bool> AnswersAsync(CancellationToken stop)
    {
        try
        {
            using var probe = new TcpClient();
            await probe.ConnectAsync(IPAddress.Loopback, Port, stop);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
