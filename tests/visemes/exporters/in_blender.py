"""Run inside of Blender: runs our scripts on what an animator has, and writes what is to be seen.

``blender -b --factory-startup -P in_blender.py -- JOBS ANSWERS``; a job of the JSON names a script,
a frame rate (``fps``, ``base``), frames from 0, and either ``first``, the number of the first
picture of a sequence beside the script, or ``shapes``, the names of shape keys. Its answer has for
each frame the grey of the rendered picture, or the values of the shape keys.
"""

import glob
import json
import os
import runpy
import sys

# mypy: ignore-errors

try:
    import bpy
except ImportError:  # read outside of Blender
    bpy = None
SCENE = bpy.context.scene if bpy is not None else None


def scene_of(job):
    """An empty scene with a camera that sees a plane and little else."""
    for thing in list(SCENE.objects):
        bpy.data.objects.remove(thing)
    SCENE.render.fps, SCENE.render.fps_base = job["fps"], job["base"]
    SCENE.render.engine = "CYCLES"
    SCENE.cycles.samples, SCENE.cycles.use_denoising = 1, False
    SCENE.render.resolution_x = SCENE.render.resolution_y = 4
    SCENE.render.image_settings.file_format = "PNG"
    SCENE.view_settings.view_transform = "Raw"
    camera = bpy.data.objects.new("Camera", bpy.data.cameras.new("Camera"))
    camera.data.type, camera.data.ortho_scale, camera.location = "ORTHO", 1.0, (0, 0, 5)
    SCENE.collection.objects.link(camera)
    SCENE.camera = camera
    bpy.ops.mesh.primitive_plane_add(size=4)
    return bpy.context.object


def with_pictures(plane, job):
    """Give the plane a sequence of pictures, as Blender loads one."""
    material = bpy.data.materials.new("Mouth")
    material.use_nodes = True
    tree = material.node_tree
    tree.nodes.clear()
    output = tree.nodes.new("ShaderNodeOutputMaterial")
    light = tree.nodes.new("ShaderNodeEmission")
    node = tree.nodes.new("ShaderNodeTexImage")
    folder = os.path.dirname(job["script"])
    node.image = bpy.data.images.load(os.path.join(folder, f"mouth_{job['first']:04d}.png"))
    node.image.source = "SEQUENCE"
    node.image.colorspace_settings.name = "Raw"
    node.interpolation = "Closest"
    node.image_user.frame_offset = job["first"] - 1
    node.image_user.frame_duration = len(glob.glob(os.path.join(folder, "mouth_*.png")))
    tree.links.new(node.outputs["Color"], light.inputs["Color"])
    tree.links.new(light.outputs["Emission"], output.inputs["Surface"])
    plane.data.materials.append(material)


def rendered(folder):
    """The grey of the picture's middle, 0..255."""
    SCENE.render.filepath = os.path.join(folder, "shown.png")
    bpy.ops.render.render(write_still=True)
    picture = bpy.data.images.load(SCENE.render.filepath)
    grey = round(255 * picture.pixels[4 * 5])
    bpy.data.images.remove(picture)
    return grey


def answer(job):
    """What is to be seen on the frames of a job."""
    plane = scene_of(job)
    if "first" in job:
        with_pictures(plane, job)
    for name in job.get("shapes", ()):
        plane.shape_key_add(name=name)
    for _twice in range(2):  # a second run must not count from where the first one left off
        runpy.run_path(job["script"], run_name="__main__")
    shown = []
    for frame in job["frames"]:
        SCENE.frame_set(SCENE.frame_start + frame)
        if "first" in job:
            shown.append(rendered(os.path.dirname(job["script"])))
        else:
            blocks = plane.data.shape_keys.key_blocks
            shown.append({name: blocks[name].value for name in job["shapes"]})
    return shown


if __name__ == "__main__":
    jobs, answers = sys.argv[sys.argv.index("--") + 1 :]
    with open(jobs) as file:
        todo = json.load(file)
    with open(answers, "w") as file:
        json.dump([answer(job) for job in todo], file)
