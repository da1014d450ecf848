using RealtimeHub.Connections;
using RealtimeHub.Contracts;
using RealtimeHub.FanOut;
using RealtimeHub.Simulation.Clients;
using RealtimeHub.Simulation.Faults;

namespace RealtimeHub.Simulation.Net;

/// <summary>One connection with both its ends. Each end learns by itself, and maybe late, that the other is gone.</summary>
internal sealed class Connection : IClientConnection
{
    /// <summary>What a reply or a goodbye takes on the wire, about.</summary>
    private const int SmallFrame = 100;

    private static readonly TimeSpan GoodbyePatience = TimeSpan.FromSeconds(2);

    private readonly World _world;
    private readonly int _room;
    private readonly Queue<(Frame Frame, Action Written)> _behindTheWrite = new();
    private readonly Queue<Call> _calls = new();
    private PendingWrite? _write;

    public Connection(World world, SimulatedClient client, string id)
    {
        (_world, Client, Id) = (world, client, id);
        _room = world.Random.Next(4) == 0 ? 0 : world.Random.Next(1, 16) * 1_024;
        Link = new Link(world.Scheduler, TimeSpan.FromMilliseconds(world.Random.Next(30)), Drained, Arrived);
    }

    public string Id { get; }

    public string Protocol => Client.Protocol;

    public SimulatedClient Client { get; }

    public Link Link { get; }

    /// <summary>Its place in the core.</summary>
    public Subscriber Subscriber { get; set; } = null!;

    /// <summary>What it follows, as the oracle sees it from the server's side.</summary>
    public Dictionary<string, Oracle.Follow> Follows { get; } = [];

    /// <summary>The call that the server works on; it takes one at a time.</summary>
    public Call? Underway { get; set; }

    public bool IsGoneForServer { get; private set; }

    public bool IsGoneForClient { get; private set; }

    public bool IsToldToEnd { get; private set; }

    /// <summary>Since when the core waits for a write; null when it does not.</summary>
    public long? WaitingSince { get; private set; }

    /// <summary>From when to when the core last waited for a write.</summary>
    public (long Began, long Ended) LastWait { get; private set; }

    private Seams Seams => _world.Seams;

    public ValueTask WriteAsync(ClientMessage message)
    {
        var frame = Wire.Read(Protocol, message);
        _world.Trace.Add($"{Id} <- {frame}");
        if (_write is not null) _world.Oracle.Report($"a write to {Id} began while another was pending");
        _world.Oracle.Writes.Check(this, frame);
        if (IsGoneForServer) return ValueTask.CompletedTask;
        Seams.Send(frame, Link.Send);
        if (Link.Buffered <= _room) return ValueTask.CompletedTask;
        (_write, WaitingSince) = (new PendingWrite(), _world.Now);
        return Seams.SaysWrittenTooEarly() ? ValueTask.CompletedTask : _write.Task;
    }

    public Task EndAsync(CloseCode code, string reason, TimeSpan comeBackAfter)
    {
        _world.Trace.Add($"{Id} is told to end: {code}");
        _world.Oracle.Ends(this, code);
        IsToldToEnd = true;
        Reply(new Message.Goodbye(code), () => _world.After(TimeSpan.FromMilliseconds(5), $"{Id} ends", ServerLoses));
        _world.After(GoodbyePatience, $"{Id} ends", ServerLoses);
        return Task.CompletedTask;
    }

    public void Abort()
    {
        _world.Trace.Add($"{Id} is aborted");
        if (!IsGoneForServer) _world.Oracle.Aborts(this);
        ServerLoses();
    }

    /// <summary>Writes something else than events: it waits for its turn behind the write that is pending.</summary>
    public void Reply(Message message, Action written)
    {
        _behindTheWrite.Enqueue((new Frame([message], SmallFrame), written));
        if (_write is null) WriteReplies();
    }

    /// <summary>The client asks for something.</summary>
    public void Ask(Call call)
    {
        _calls.Enqueue(call);
        _world.After(_world.UpTo(TimeSpan.FromMilliseconds(20)), $"{Id} asks", TakeCall);
    }

    /// <summary>Lets the server work on the next call, when it works on none.</summary>
    public void TakeCall()
    {
        if (IsGoneForServer || Underway is not null || !_calls.TryDequeue(out var call)) return;
        Underway = call;
        _world.Server.Handle(this, call);
    }

    /// <summary>The connection breaks. Each end finds out when it does.</summary>
    public void Cut(TimeSpan serverKnows, TimeSpan clientKnows)
    {
        Link.Cut();
        _world.After(serverKnows, $"{Id} is gone for the server", ServerLoses);
        _world.After(clientKnows, $"{Id} is gone for the client", ClientLoses);
    }

    public void ServerLoses()
    {
        if (IsGoneForServer) return;
        IsGoneForServer = true;
        FinishWrite(_world.Random.Next(2) == 0 ? null : new IOException("The connection is gone."));
        _world.Server.Detach(this);
        if (!IsGoneForClient) _world.After(_world.UpTo(TimeSpan.FromSeconds(1)), $"{Id} is gone for the client", ClientLoses);
    }

    private void ClientLoses()
    {
        if (IsGoneForClient) return;
        IsGoneForClient = true;
        Link.Cut();
        Client.Lost(this);
    }

    private void Arrived(Frame frame)
    {
        if (IsGoneForClient) return;
        _world.Trace.Add($"{Id} -> {frame}");
        foreach (var message in frame.Messages) Client.Receive(this, message);
    }

    private void Drained()
    {
        if (_write is not null && Link.Buffered <= _room) FinishWrite(null);
    }

    private void FinishWrite(Exception? error)
    {
        var write = _write;
        if (WaitingSince is { } began) LastWait = (began, _world.Now);
        (_write, WaitingSince) = (null, null);
        if (write is not null && Seams.TellsThatItIsWritten()) write.Finish(error);
        WriteReplies();
    }

    private void WriteReplies()
    {
        while (_write is null && _behindTheWrite.TryDequeue(out var reply))
        {
            if (!IsGoneForServer) Seams.Send(reply.Frame, Link.Send);
            reply.Written();
        }
    }
}
