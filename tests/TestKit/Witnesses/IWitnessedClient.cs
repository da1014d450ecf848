namespace RealtimeHub.TestKit.Witnesses;

/// <summary>A subscriber that writes all it sees into a ledger. One task drives it; it reads only when it is asked to.</summary>
public interface IWitnessedClient : IDisposable
{
    Witness Witness { get; }

    Task ConnectAsync();

    /// <summary>Subscribes where the witness left off, or at the head.</summary>
    Task SubscribeAsync(string topic);

    /// <summary>Sends a subscribe call and does not wait for anything.</summary>
    Task SendSubscribeAsync(string topic);

    Task UnsubscribeAsync(string topic);

    /// <summary>Takes what comes until the witness has seen enough.</summary>
    Task ReadUntilAsync(Func<Witness, bool> isEnough);

    /// <summary>Cuts the connection; what was under way is lost.</summary>
    void Kill();
}
