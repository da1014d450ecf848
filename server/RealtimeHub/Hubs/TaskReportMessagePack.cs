using System.Text.Json;
using MessagePack;
using MessagePack.Formatters;
using RealtimeHub.Contracts;
using RealtimeHub.FanOut.Encoding;

namespace RealtimeHub.Hubs;

/// <summary>Writes the report of a task as the same value that JSON has: its result is any JSON.</summary>
internal sealed class TaskReportMessagePack : IMessagePackFormatter<TaskReport?>
{
    public void Serialize(ref MessagePackWriter writer, TaskReport? value, MessagePackSerializerOptions options)
    {
        if (value is null) writer.WriteNil();
        else JsonToMessagePack.Write(ref writer, JsonSerializer.SerializeToUtf8Bytes(value, WireJson.Options));
    }

    public TaskReport Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options) =>
        throw new NotSupportedException("Reports are only ever written.");
}
