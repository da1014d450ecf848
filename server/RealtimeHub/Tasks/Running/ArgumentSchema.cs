using System.Collections;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;

namespace RealtimeHub.Tasks.Running;

/// <summary>Tells what the arguments of a kind look like, as JSON Schema: pages make their forms from it.</summary>
internal static class ArgumentSchema
{
    private static readonly JsonSchemaExporterOptions Exporter = new() { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Describe };

    /// <param name="options">How the arguments are read.</param>
    public static JsonNode Of<TArgs>(JsonSerializerOptions options) => options.GetJsonSchemaAsNode(typeof(TArgs), Exporter);

    private static JsonNode Describe(JsonSchemaExporterContext context, JsonNode schema)
    {
        if (schema is not JsonObject described) return schema;
        var property = context.PropertyInfo?.AttributeProvider;
        var about = property?.GetCustomAttributes(typeof(DescriptionAttribute), inherit: true).OfType<DescriptionAttribute>().FirstOrDefault()
            ?? (context.PropertyInfo is null ? context.TypeInfo.Type.GetCustomAttribute<DescriptionAttribute>() : null);
        if (about is not null) described.Insert(0, "description", about.Description);
        if (context.PropertyInfo is null && context.TypeInfo.Type.GetCustomAttribute<TaskExampleAttribute>() is { } example) described["examples"] = new JsonArray(JsonNode.Parse(example.Json));
        if (described["properties"] is JsonObject members) AddRules(context.TypeInfo, described, members);
        return described;
    }

    /// <summary>What must be there, and what counts where something is left out.</summary>
    private static void AddRules(JsonTypeInfo type, JsonObject schema, JsonObject members)
    {
        var empty = type.CreateObject?.Invoke();
        var required = schema["required"] as JsonArray ?? [];
        foreach (var property in type.Properties)
        {
            if (property.AttributeProvider?.IsDefined(typeof(RequiredAttribute), inherit: true) == true)
            {
                if (!required.Any(name => name?.GetValue<string>() == property.Name)) required.Add(property.Name);
            }
            else if (empty is not null && members[property.Name] is JsonObject member && property.Get?.Invoke(empty) is { } value and not ICollection { Count: 0 })
            {
                member["default"] = JsonSerializer.SerializeToNode(value, property.PropertyType, type.Options);
            }
        }

        if (required is { Count: > 0, Parent: null }) schema["required"] = required;
    }
}
