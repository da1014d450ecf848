using System.Diagnostics;
using System.Globalization;

namespace RealtimeHub.Load.Checks;

/// <summary>Subscribers of another make in another process, which measure the same latencies: load/peers/floor/witness.c.</summary>
internal sealed class Witness : IAsyncDisposable
{
    private readonly Process _process;

    private Witness(Process process) => _process = process;

    public static async Task<Witness> StartAsync(Floor floor, string topic, CancellationToken stop)
    {
        var program = await NativeProgram.CompileAsync("witness", stop);
        return new Witness(NativeProgram.Start(program, [floor.Port.ToString(CultureInfo.InvariantCulture), topic]));
    }

    /// <summary>One more subscriber.</summary>
    public Task ConnectAsync(CancellationToken stop) => AskAsync("connect", stop);

    /// <summary>Counts what is due from this timestamp of <see cref="Stopwatch"/> on.</summary>
    public Task MeasureAsync(long timestamp, CancellationToken stop) => AskAsync(string.Create(CultureInfo.InvariantCulture, $"measure {timestamp}"), stop);

    public async Task<WitnessReport> ReportAsync(CancellationToken stop)
    {
        double[] numbers = [.. (await AskAsync("report", stop)).Split(' ').Skip(1).Select(number => double.Parse(number, CultureInfo.InvariantCulture))];
        return new WitnessReport((long)numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task<string> AskAsync(string line, CancellationToken stop)
    {
        await _process.StandardInput.WriteLineAsync(line.AsMemory(), stop);
        await _process.StandardInput.FlushAsync(stop);
        return await _process.StandardOutput.ReadLineAsync(stop) ?? throw new LoadException(await _process.StandardError.ReadToEndAsync(stop));
    }
}

/// <summary>Latencies in microseconds.</summary>
internal sealed record WitnessReport(long Count, double P50, double P90, double P99, double Max);
