using Microsoft.AspNetCore.SignalR;
using RealtimeHub.Contracts;

namespace RealtimeHub.Client.Tests.Scripted;

/// <summary>A call that waits for the test to answer it.</summary>
internal sealed class HubCall
{
    private readonly TaskCompletionSource<Answer> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public HubCall(string method, object?[] arguments) => (Method, Arguments) = (method, arguments);

    public string Method { get; }

    public object?[] Arguments { get; }

    public SubscribeRequest Request => (SubscribeRequest)Arguments[0]!;

    public Task<Answer> Answer => _answer.Task;

    /// <summary>Answers; completes when the answer is on its way, before anything that is sent later.</summary>
    public async Task ReplyAsync(object? result = null)
    {
        var answer = new Answer(result);
        _answer.SetResult(answer);
        await answer.Written.WaitAsync(ScriptedServer.Patience);
    }

    /// <summary>Accepts a Subscribe; recovered when the client gave a position and no reason speaks against it.</summary>
    public Task AcceptAsync(string epoch = "e1", long offset = 0, string? reason = null) => ReplyAsync(Accepted(epoch, offset, reason));

    /// <summary>Accepts a Subscribe with the rate that the server makes of what was asked for.</summary>
    public Task AcceptAsync(double maxRate) =>
        ReplyAsync(new { topic = Request.Topic, epoch = "e1", offset = 0, recovered = Request.Since is not null, maxRate });

    /// <summary>Accepts a Subscribe whose client may be gone.</summary>
    public void AcceptInVain(string epoch, long offset) => _answer.SetResult(new Answer(Accepted(epoch, offset, reason: null)));

    public void Refuse(string message) => _answer.SetException(new HubException(message));

    private SubscribeReply Accepted(string epoch, long offset, string? reason) => new()
    {
        Topic = Request.Topic!,
        Epoch = epoch,
        Offset = offset,
        Recovered = Request.Since is not null && reason is null,
        Reason = reason,
    };
}
