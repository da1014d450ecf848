using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace RealtimeHub.Client.Tests.Scripted;

/// <summary>The JSON protocol, which tells when an answer is written: what is sent after that comes after it on the wire.</summary>
internal sealed class ScriptedProtocol : IHubProtocol
{
    private readonly JsonHubProtocol _json = new();

    public string Name => _json.Name;

    public int Version => _json.Version;

    public TransferFormat TransferFormat => _json.TransferFormat;

    public bool IsVersionSupported(int version) => _json.IsVersionSupported(version);

    public ReadOnlyMemory<byte> GetMessageBytes(HubMessage message) => _json.GetMessageBytes(Translate(message));

    public bool TryParseMessage(ref ReadOnlySequence<byte> input, IInvocationBinder binder, [NotNullWhen(true)] out HubMessage? message) =>
        _json.TryParseMessage(ref input, binder, out message);

    public void WriteMessage(HubMessage message, IBufferWriter<byte> output)
    {
        _json.WriteMessage(Translate(message), output);
        if (message is CompletionMessage { Result: Answer answer })
        {
            answer.NoteWritten();
        }
    }

    /// <summary>SignalR has no way to send its close message at will, so a target of that name becomes one.</summary>
    private static HubMessage Translate(HubMessage message) =>
        message is InvocationMessage { Target: ServerConnection.CloseTarget } ? new CloseMessage("trouble") : message;
}
