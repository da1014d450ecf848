using RealtimeHub.Contracts;
using RealtimeHub.Ingest;
using RealtimeHub.Simulation.Net;

namespace RealtimeHub.Simulation.Faults;

/// <summary>The places between the core and the world where faults can be planted. This one plants none.</summary>
internal class Seams
{
    /// <summary>Decides when a fault happens; not the world's, so that a run without faults stays the same.</summary>
    public Random Random { get; set; } = new(0);

    /// <summary>The clock of the shards.</summary>
    public virtual TimeProvider ShardClock(TimeProvider clock) => clock;

    /// <summary>What a subscribe asks for, on its way to the core.</summary>
    public virtual SubscribeRequest Asked(SubscribeRequest request) => request;

    /// <summary>What it is answered, on its way to the client.</summary>
    public virtual SubscribeReply Replied(SubscribeRequest request, SubscribeReply reply) => reply;

    /// <summary>Whether events may come before the reply.</summary>
    public virtual bool ActivatesEarly() => false;

    /// <summary>Whether the core hears that a reply was written.</summary>
    public virtual bool Activates() => true;

    /// <summary>Whether the core hears that a write has finished.</summary>
    public virtual bool TellsThatItIsWritten() => true;

    /// <summary>Whether the core hears that a write has finished when it has not.</summary>
    public virtual bool SaysWrittenTooEarly() => false;

    /// <summary>Whether the core hears that a connection has ended.</summary>
    public virtual bool Detaches() => true;

    /// <summary>What is published, on its way to the core.</summary>
    public virtual PublishRequest Published(PublishRequest request) => request;

    /// <summary>What is written, on its way to the network.</summary>
    public virtual void Send(Frame frame, Action<Frame> next) => next(frame);

    protected bool OnceIn(int times) => Random.Next(times) == 0;
}
