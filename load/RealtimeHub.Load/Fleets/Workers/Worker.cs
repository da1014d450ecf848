using System.Runtime.InteropServices;
using System.Text.Json;
using RealtimeHub.Load.Measuring;

namespace RealtimeHub.Load.Fleets.Workers;

/// <summary>A process that holds some of the connections of a run, and does what another one tells it: commands come on its input, replies and news go to its output.</summary>
internal sealed class Worker(TextWriter output) : IAsyncDisposable
{
    private static readonly TimeSpan NewsInterval = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new(); // A line is written as a whole.
    private readonly SemaphoreSlim _telling = new(1); // News are told in the order in which they happened.
    private EngineFleet? _fleet;

    /// <summary>Obeys until the input ends.</summary>
    public static async Task RunAsync(TextReader input, TextWriter output, CancellationToken stop)
    {
        // Ctrl+C reaches all processes of a terminal; whoever started this one ends it, when it has what it needs.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = true);
        await using var worker = new Worker(output);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var telling = worker.TellNewsAsync(over.Token);
        while (await input.ReadLineAsync(stop) is { } line)
            _ = worker.ObeyAsync(JsonSerializer.Deserialize<WorkerCommand>(line)!, stop);
        await over.CancelAsync();
        await telling;
    }

    public async ValueTask DisposeAsync()
    {
        if (_fleet is not null) await _fleet.DisposeAsync();
        _telling.Dispose();
    }

    private async Task ObeyAsync(WorkerCommand command, CancellationToken stop)
    {
        WorkerReply reply;
        try
        {
            reply = await DoAsync(command, stop);
        }
        catch (Exception e) when (e is LoadException or OperationCanceledException)
        {
            reply = new WorkerReply(command.Id, e.Message);
        }
        catch (Exception e) // a bug: whoever started the worker should read about it
        {
            reply = new WorkerReply(command.Id, e.ToString());
        }

        Say(new WorkerLine(Reply: reply));
    }

    private async Task<WorkerReply> DoAsync(WorkerCommand command, CancellationToken stop)
    {
        if (command.Verb == WorkerVerb.Begin)
        {
            _fleet = new EngineFleet(command.Plan!, command.Share!);
            return new WorkerReply(command.Id);
        }

        var fleet = _fleet ?? throw new LoadException("the worker has not begun");
        switch (command.Verb)
        {
            case WorkerVerb.Connect:
                return Connected(command, await fleet.ConnectAsync(command.Count, stop));
            case WorkerVerb.Reconnect:
                return Connected(command, await fleet.ReconnectAsync(command.Count, stop));
            case WorkerVerb.Close:
                await fleet.CloseAsync(command.Count, stop);
                return new WorkerReply(command.Id);
            case WorkerVerb.SlowDown:
                await fleet.SlowDownAsync(stop);
                return new WorkerReply(command.Id);
            case WorkerVerb.EndSlow:
                await fleet.EndSlowAsync(stop);
                return new WorkerReply(command.Id);
            case WorkerVerb.Measure:
                fleet.MeasureFrom(command.Timestamp);
                return new WorkerReply(command.Id);
            default:
                var result = await fleet.FinishAsync(command.LastSequences!, stop);
                await TellAsync(fleet); // so that nothing that belongs to the result is missing
                return new WorkerReply(command.Id, Result: result);
        }
    }

    private static WorkerReply Connected(WorkerCommand command, ConnectResult result) =>
        new(command.Id, Connected: new WorkerConnected(result.Time, Histograms.Encode(result.Latency), result.Recovered));

    private async Task TellNewsAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(NewsInterval, TimeProvider.System);
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
                if (_fleet is { } fleet) await TellAsync(fleet);
        }
        catch (OperationCanceledException)
        {
            // The input has ended.
        }
    }

    private async Task TellAsync(EngineFleet fleet)
    {
        await _telling.WaitAsync();
        try
        {
            var seconds = await fleet.TakeChangedSecondsAsync();
            Say(new WorkerLine(News: new WorkerNews(fleet.Totals, seconds.ToDictionary(second => second.Second, second => Histograms.Encode(second.Latencies)))));
        }
        finally
        {
            _telling.Release();
        }
    }

    private void Say(WorkerLine line)
    {
        var text = JsonSerializer.Serialize(line);
        lock (_gate)
        {
            output.WriteLine(text);
            output.Flush();
        }
    }
}
