using System.Globalization;

namespace RealtimeHub.Ledger;

/// <summary>Where a subscriber stands.</summary>
public readonly record struct Place(int Subscriber, string Topic, string Epoch)
{
    public override string ToString() => $"subscriber {Subscriber} on {Topic} (epoch {Epoch})";
}

/// <summary>One offset of one topic.</summary>
public readonly record struct Spot(string Topic, string Epoch, long Offset)
{
    public override string ToString() => $"{Topic} {Epoch}:{Offset}";
}

/// <summary>A promise that was broken, and where.</summary>
public abstract record Violation(Promise Promise)
{
    public abstract string Message { get; }

    public sealed override string ToString() => string.Create(CultureInfo.InvariantCulture, $"C{(int)Promise} {Promise}: {Message}");

    public sealed record Lost(Place Place, long First, long Last) : Violation(Promise.NoLoss)
    {
        public override string Message => $"{Place} never got {Range(First, Last)}, and no gap announced it";
    }

    public sealed record InexactGap(Place Place, long Cursor, long From, long To) : Violation(Promise.NoLoss)
    {
        public override string Message => $"{Place} stood at {Cursor} and was told of a gap ({From}, {To}]; it has to begin at {Cursor} and hold something";
    }

    public sealed record Repeated(Place Place, long Offset, long Cursor) : Violation(Promise.NoRepeat)
    {
        public override string Message => $"{Place} got {Offset} although it was at {Cursor} already; expected {Cursor + 1}";
    }

    public sealed record OutOfOrder(Place Place, long Offset, long Cursor) : Violation(Promise.NoRepeat)
    {
        public override string Message => $"{Place} got {Offset} only after {Cursor}";
    }

    public sealed record Disagreement(Spot Spot, PubId First, string FirstWitness, PubId Second, string SecondWitness) : Violation(Promise.Agreement)
    {
        public override string Message => $"{Spot} is event {First} for {FirstWitness}, but {Second} for {SecondWitness}";
    }

    public sealed record TwoOffsets(PubId Id, Spot First, Spot Second) : Violation(Promise.Agreement)
    {
        public override string Message => $"event {Id} stands at {First} and again at {Second}";
    }

    public sealed record WrongEpoch(Place Place, string Got, long Offset) : Violation(Promise.Agreement)
    {
        public override string Message => $"{Place} got {Offset} of epoch {Got}, without having subscribed to that";
    }

    public sealed record Overtaken(PubId Id, Spot Spot, long Earlier) : Violation(Promise.PublisherOrder)
    {
        public override string Message => $"event {Id} stands at {Spot}, before {Earlier}, which its publisher had acknowledged before it sent this one";
    }

    public sealed record AckedLost(string Topic, string Epoch, long Head, long Acked, string Witness) : Violation(Promise.Durability)
    {
        public override string Message => $"{Topic} (epoch {Epoch}) ended at {Head} for {Witness}, although {Acked} had been acknowledged before";
    }

    public sealed record EpochLost(string Topic, string Before, string After) : Violation(Promise.Durability)
    {
        public override string Message => $"{Topic} had epoch {Before} and now has {After}, although nothing may have ended {Before}";
    }

    public sealed record EpochCameBack(PubId Id, string Topic, string Epoch, string Later) : Violation(Promise.Agreement)
    {
        public override string Message => $"event {Id} was acknowledged in epoch {Epoch} of {Topic}, although epoch {Later} had begun before it was sent";
    }

    public sealed record HistoryHole(string Topic, string Epoch, long Expected, long Got) : Violation(Promise.Durability)
    {
        public override string Message => $"the history of {Topic} (epoch {Epoch}) goes on with {Got}; expected {Expected}";
    }

    public sealed record Phantom(PubId Id, Spot Spot) : Violation(Promise.NoPhantom)
    {
        public override string Message => $"{Spot} is event {Id}, which nobody published";
    }

    public sealed record FailedButThere(PubId Id, Spot Spot) : Violation(Promise.NoPhantom)
    {
        public override string Message => $"{Spot} is event {Id}, whose publisher was told that it failed";
    }

    public sealed record KeyTwice(string Key, PubId Id, Spot First, Spot Second) : Violation(Promise.Idempotency)
    {
        public override string Message => $"the idempotency key {Key} (event {Id}) was given {Second} after {First}";
    }

    public sealed record Dishonest(Place Place, string What) : Violation(Promise.Honesty)
    {
        public override string Message => $"{Place} {What}";
    }

    public sealed record NotCaughtUp(Place Place, long Cursor, long Missing, string What) : Violation(Promise.Liveness)
    {
        public override string Message => $"{Place} rests at {Cursor} and never got {Missing}, {What}";
    }

    public sealed record NotAllowed(int Subscriber, string Topic, string What) : Violation(Promise.Permission)
    {
        public override string Message => $"subscriber {Subscriber} {What} of {Topic}";
    }

    public sealed record CrossTopic(PubId Id, Spot First, Spot Second) : Violation(Promise.Permission)
    {
        public override string Message => $"event {Id} belongs to {First.Topic} ({First}) and came on {Second.Topic} too ({Second})";
    }

    public sealed record GaugeWrong(string Name, long Value, long Walked) : Violation(Promise.NoLeak)
    {
        public override string Message => $"{Name} says {Value}; a full walk finds {Walked}";
    }

    public sealed record GaugeLeaked(string Name, long Value, long Baseline) : Violation(Promise.NoLeak)
    {
        public override string Message => $"{Name} is {Value} at rest; it began at {Baseline}";
    }

    private static string Range(long first, long last) => first == last ? $"{first}" : $"{first} to {last}";
}
