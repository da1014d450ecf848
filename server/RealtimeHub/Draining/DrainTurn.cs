namespace RealtimeHub.Draining;

/// <summary>One drain, from its beginning until it is taken back or the process ends.</summary>
#pragma warning disable CA1001 // A source without a timer holds nothing that has to be given back.
internal sealed class DrainTurn
#pragma warning restore CA1001
{
    private readonly CancellationTokenSource _takenBack = new();

    public CancellationToken TakenBack => _takenBack.Token;

    /// <summary>Completes when the clients are gone, or when it is taken back.</summary>
    public Task Done { get; set; } = Task.CompletedTask;

    /// <summary>What waits for it goes on elsewhere, and not within this call.</summary>
    public void TakeBack() => _ = _takenBack.CancelAsync();
}
