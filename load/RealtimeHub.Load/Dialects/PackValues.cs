using System.Globalization;
using MessagePack;

namespace RealtimeHub.Load.Dialects;

/// <summary>MessagePack as plain objects, and back.</summary>
internal static class PackValues
{
    private const int MaxDepth = 70;

    public static object? Read(ref MessagePackReader reader, int depth = 0)
    {
        if (depth > MaxDepth) throw new LoadException($"the server sent a value that is more than {MaxDepth} levels deep");
        return reader.NextMessagePackType switch
        {
            MessagePackType.Integer => reader.ReadInt64(),
            MessagePackType.Boolean => reader.ReadBoolean(),
            MessagePackType.Float => reader.ReadDouble(),
            MessagePackType.String => reader.ReadString(),
            MessagePackType.Array => ReadArray(ref reader, depth),
            MessagePackType.Map => ReadMap(ref reader, depth),
            _ => Skip(ref reader),
        };
    }

    public static void Write(ref MessagePackWriter writer, object value)
    {
        switch (value)
        {
            case string text:
                writer.Write(text);
                break;
            case long number:
                writer.Write(number);
                break;
            case IReadOnlyDictionary<string, object> values:
                writer.WriteMapHeader(values.Count);
                foreach (var (name, member) in values)
                {
                    writer.Write(name);
                    Write(ref writer, member);
                }

                break;
            default:
                throw new ArgumentException($"{value.GetType()} is not written", nameof(value));
        }
    }

    private static object?[] ReadArray(ref MessagePackReader reader, int depth)
    {
        var values = new object?[reader.ReadArrayHeader()];
        for (var i = 0; i < values.Length; i++) values[i] = Read(ref reader, depth + 1);
        return values;
    }

    private static Dictionary<string, object?> ReadMap(ref MessagePackReader reader, int depth)
    {
        var values = new Dictionary<string, object?>(StringComparer.Ordinal);
        for (var left = reader.ReadMapHeader(); left > 0; left--)
        {
            var name = Convert.ToString(Read(ref reader, depth + 1), CultureInfo.InvariantCulture) ?? "";
            values[name] = Read(ref reader, depth + 1);
        }

        return values;
    }

    private static object? Skip(ref MessagePackReader reader)
    {
        reader.Skip();
        return null;
    }
}
