namespace RealtimeHub.Ledger;

/// <summary>What is checked. The numbers are those of the test plan (C1 to C11).</summary>
public enum Promise
{
    /// <summary>Within a subscription offsets go up by one, or the missing ones are announced.</summary>
    NoLoss = 1,

    /// <summary>Offsets strictly increase.</summary>
    NoRepeat = 2,

    /// <summary>One (topic, epoch, offset) is one event, for all who see it.</summary>
    Agreement = 3,

    /// <summary>What a publisher sends after an acknowledgement stands after what was acknowledged.</summary>
    PublisherOrder = 4,

    /// <summary>What was acknowledged is there, also after a restart.</summary>
    Durability = 5,

    /// <summary>Nothing comes that nobody published.</summary>
    NoPhantom = 6,

    /// <summary>One idempotency key, one event.</summary>
    Idempotency = 7,

    /// <summary>What a reply says about recovery is true, and nobody is told of a loss that did not happen.</summary>
    Honesty = 8,

    /// <summary>At rest everybody has everything.</summary>
    Liveness = 9,

    /// <summary>Nobody gets what they may not read, or have not subscribed to.</summary>
    Permission = 10,

    /// <summary>At rest the gauges are right and back where they were.</summary>
    NoLeak = 11,
}
