/** Fills a canvas with a picture. */
export async function paint(ground: HTMLCanvasElement, picture: Blob): Promise<void> {
  const bitmap = await createImageBitmap(picture);
  ground.getContext('2d')!.drawImage(bitmap, 0, 0, ground.width, ground.height);
  bitmap.close();
}
